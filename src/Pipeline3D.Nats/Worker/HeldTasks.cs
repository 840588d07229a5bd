using NATS.Client.JetStream;
using Pipeline3D.Core.Items;
using Pipeline3D.Nats.Messages;

namespace Pipeline3D.Nats.Worker;

/// <summary>The tasks that a worker has taken and not given back, each with the messages that brought it: the same item
/// may come again while it is in work. Thread-safe.</summary>
internal sealed class HeldTasks
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string, ItemId), Held> _items = [];
    private readonly Dictionary<long, Held> _fits = [];

    public int Count { get { lock (_gate) return _items.Count + _fits.Count; } }

    /// <summary>Numbers of the items that are held.</summary>
    public IReadOnlyList<long> Sequences
    {
        get { lock (_gate) return [.. _items.Values.Select(held => held.Task.Entry!.Sequence)]; }
    }

    /// <summary>Numbers of the fits that are held.</summary>
    public IReadOnlyList<long> Fits { get { lock (_gate) return [.. _fits.Keys]; } }

    /// <summary>Names of what is held, a few of them.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate)
                return [.. _fits.Values.Select(held => $"{held.Task.Fit!.Node} {held.Task.Fit.Group}".TrimEnd()),
                    .. _items.Values.Select(held => held.Task.Entry!.Item.Path).Take(8)];
        }
    }

    /// <summary>Takes a task; false when it is held already, and the message only joins it.</summary>
    public bool Add(TaskMessage task, INatsJSMsg<byte[]> message)
    {
        lock (_gate)
        {
            Held? held = task.Entry is { } entry ? _items.GetValueOrDefault((entry.Source, entry.Item))
                : _fits.GetValueOrDefault(task.Fit!.Number);
            if (held is not null)
            {
                held.Messages.Add(message);
                held.Task = task;
                return false;
            }
            held = new Held(task, message);
            if (task.Entry is { } item)
                _items[(item.Source, item.Item)] = held;
            else
                _fits[task.Fit!.Number] = held;
            return true;
        }
    }

    /// <summary>Gives a task back: the newest form of it, and the messages that brought it.</summary>
    public (TaskMessage Task, IReadOnlyList<INatsJSMsg<byte[]>> Messages)? Remove(TaskMessage task)
    {
        lock (_gate)
        {
            bool found = task.Entry is { } entry ? _items.Remove((entry.Source, entry.Item), out Held? held)
                : _fits.Remove(task.Fit!.Number, out held);
            return found ? (held!.Task, held.Messages) : null;
        }
    }

    /// <summary>Finds the task of an item.</summary>
    public TaskMessage? Find(string source, ItemId item)
    {
        lock (_gate)
            return _items.GetValueOrDefault((source, item))?.Task;
    }

    /// <summary>All messages of all that is held.</summary>
    public IReadOnlyList<INatsJSMsg<byte[]>> Messages()
    {
        lock (_gate)
            return [.. _items.Values.Concat(_fits.Values).SelectMany(held => held.Messages)];
    }

    private sealed class Held(TaskMessage task, INatsJSMsg<byte[]> message)
    {
        public TaskMessage Task { get; set; } = task;

        public List<INatsJSMsg<byte[]>> Messages { get; } = [message];
    }
}
