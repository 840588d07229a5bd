using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Nats.Messages;

namespace Pipeline3D.Nats.Pool;

/// <summary>What was sent and has not ended: who holds it, what fell silent, what takes long. Thread-safe.</summary>
internal sealed class OpenTasks(TimeProvider time)
{
    // Durations that the middle is taken of; enough to be steady, few enough to follow.
    private const int Remembered = 101;

    private static readonly TimeSpan LeastStraggling = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Source, ItemId Item), OpenTask> _items = [];
    private readonly Dictionary<long, OpenTask> _bySequence = [];
    private readonly Dictionary<long, OpenTask> _fits = [];
    private readonly Dictionary<string, Queue<double>> _durations = new(StringComparer.Ordinal);

    /// <summary>Items and fits that are open.</summary>
    public int Count { get { lock (_gate) return _items.Count + _fits.Count; } }

    /// <summary>The highest number of an item that was ever sent; -1 before the first.</summary>
    public long Highest { get; private set; } = -1;

    public OpenTask Add(TaskMessage message)
    {
        long now = time.GetTimestamp();
        var task = new OpenTask(message, now) { SentAt = now };
        lock (_gate)
        {
            if (message.Entry is { } entry)
            {
                _items[(entry.Source, entry.Item)] = _bySequence[entry.Sequence] = task;
                Highest = Math.Max(Highest, entry.Sequence);
            }
            else
            {
                _fits[message.Fit!.Number] = task;
            }
        }
        return task;
    }

    public OpenTask? Find(EntryRef entry)
    {
        lock (_gate)
            return _items.GetValueOrDefault((entry.Source, entry.Item));
    }

    public OpenTask? FindFit(long number)
    {
        lock (_gate)
            return _fits.GetValueOrDefault(number);
    }

    /// <summary>Takes a task out; false when it was out already.</summary>
    public bool Remove(OpenTask task)
    {
        lock (_gate)
        {
            if (task.Message.Entry is not { } entry)
                return _fits.Remove(task.Message.Fit!.Number);
            if (!_items.Remove((entry.Source, entry.Item)))
                return false;
            _bySequence.Remove(entry.Sequence);
            if (!_durations.TryGetValue(entry.Source, out Queue<double>? durations))
                _durations[entry.Source] = durations = new Queue<double>();
            durations.Enqueue(time.GetElapsedTime(task.BegunAt).TotalSeconds);
            if (durations.Count > Remembered)
                durations.Dequeue();
            return true;
        }
    }

    /// <summary>A worker tells what it holds.</summary>
    public void Heard(BeatMessage beat)
    {
        long now = time.GetTimestamp();
        lock (_gate)
        {
            foreach (long sequence in beat.Sequences)
                if (_bySequence.TryGetValue(sequence, out OpenTask? task))
                    Heard(task, beat.Worker, now);
            foreach (long fit in beat.Fits)
                if (_fits.TryGetValue(fit, out OpenTask? task))
                    Heard(task, beat.Worker, now);
        }
    }

    /// <summary>What fell silent: neither ended nor held by anybody heard of for so long.</summary>
    /// <param name="after">The time.</param>
    /// <param name="isQueueEmpty">Whether nothing waits to be taken; else what nobody took yet may only wait.</param>
    public IReadOnlyList<OpenTask> Silent(TimeSpan after, bool isQueueEmpty)
    {
        lock (_gate)
            return [.. All().Where(task => (isQueueEmpty || task.HeardAt != 0)
                && time.GetElapsedTime(Math.Max(task.SentAt, task.HeardAt)) > after)];
    }

    /// <summary>All that is open.</summary>
    public IReadOnlyList<OpenTask> Open()
    {
        lock (_gate)
            return [.. All()];
    }

    /// <summary>Items that take more than three times as long as the middle one of their source, longest first; none
    /// that was sent a second time for it.</summary>
    public IReadOnlyList<OpenTask> Stragglers(int most)
    {
        lock (_gate)
            return [.. _items.Values.Where(task => !task.IsSpeculated
                && time.GetElapsedTime(task.BegunAt) is var taken && taken > LeastStraggling
                && taken.TotalSeconds > 3 * MiddleOf(task.Message.Entry!.Source))
                .OrderBy(task => task.BegunAt).Take(Math.Max(0, most - _items.Values.Count(task
                    => task.IsSpeculated)))];
    }

    private double MiddleOf(string source)
    {
        double[] durations = [.. _durations.GetValueOrDefault(source) ?? []];
        Array.Sort(durations);
        return durations.Length == 0 ? double.PositiveInfinity : durations[durations.Length / 2];
    }

    private IEnumerable<OpenTask> All() => _items.Values.Concat(_fits.Values);

    private static void Heard(OpenTask task, string worker, long now)
    {
        task.HeardAt = now;
        task.Holders.Add(worker);
    }
}
