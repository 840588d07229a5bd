using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Remote;

namespace Pipeline3D.Testing.Remote;

/// <summary>What waits to be computed by the workers of an <see cref="InMemoryPool"/>, and who waits for it.</summary>
internal sealed class TaskQueue(InMemoryPoolOptions options)
{
    private readonly Lock _gate = new();
    private readonly List<EntryRef> _waiting = [];
    private readonly Dictionary<(string, long), TaskCompletionSource<RemoteEnd>> _asked = [];
    private TaskCompletionSource _changed = New();
    private readonly Random? _random = options.Shuffle is { } seed ? new Random(seed) : null;
    private PoolException? _failure;
    private bool _isComplete;

    /// <summary>Items that were asked for and have not ended.</summary>
    public long Open { get { lock (_gate) return _asked.Values.Count(asked => !asked.Task.IsCompleted); } }

    /// <summary>Ends that came although one was there.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Adds an item; completes with its end.</summary>
    public Task<RemoteEnd> Add(EntryRef entry)
    {
        var asked = new TaskCompletionSource<RemoteEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _asked[(entry.Source, entry.Sequence)] = asked;
            if (_failure is not null)
                asked.SetException(_failure);
            _waiting.Add(entry);
            if (options.Duplicates)
                _waiting.Add(entry);
        }
        Changed();
        return asked.Task;
    }

    /// <summary>Takes an item that the taker does not hold; null when there will be none.</summary>
    /// <param name="holds">Whether the taker holds an item now.</param>
    /// <param name="stop">Stops the wait.</param>
    public async ValueTask<EntryRef?> TakeAsync(Func<EntryRef, bool> holds, CancellationToken stop)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                EntryRef[] free = [.. _waiting.Where(entry => !holds(entry))];
                if (free.Length > 0)
                {
                    EntryRef next = free[_random?.Next(free.Length) ?? 0];
                    _waiting.Remove(next);
                    return next;
                }
                if (_isComplete)
                    return null;
                changed = _changed.Task;
            }
            await changed.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    /// <summary>Delivers an end: the first one counts.</summary>
    /// <param name="entry">The item.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="place">Moves its files to the run's folder.</param>
    public void End(EntryRef entry, RemoteEnd end, Action<IEnumerable<JournalOutput>> place)
    {
        lock (_gate)
        {
            TaskCompletionSource<RemoteEnd> asked = _asked[(entry.Source, entry.Sequence)];
            if (asked.Task.IsCompleted)
            {
                Duplicates++;
                return;
            }
            place(end.Entry.Outputs);
            asked.SetResult(end);
        }
    }

    /// <summary>A taker holds an item no more, or something else is as it was not.</summary>
    public void Changed()
    {
        TaskCompletionSource before;
        lock (_gate)
            (before, _changed) = (_changed, New());
        before.SetResult();
    }

    /// <summary>Nothing more can be computed.</summary>
    public void Fail(PoolException why)
    {
        lock (_gate)
        {
            _failure = why;
            foreach (TaskCompletionSource<RemoteEnd> asked in _asked.Values)
                asked.TrySetException(why);
        }
    }

    /// <summary>Nothing more is asked for.</summary>
    public void Complete()
    {
        lock (_gate)
            _isComplete = true;
        Changed();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
