using System.Threading.Tasks.Dataflow;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>The entrance of a node: an <see cref="ActionBlock{TInput}"/> that holds at most so many items.</summary>
/// <remarks>
/// The bound is kept here and not by the block, because an item counts until its output has left the node, and because
/// a giver that waits for room costs nothing this way: a bounded block would make it a task and a message per item.
/// </remarks>
internal sealed class Inlet<T> : IInlet<T>
{
    private readonly ActionBlock<Arrival> _work;
    private readonly int _capacity;
    private Action? _room;
    private int _held, _slot;

    /// <param name="work">Works on an item; told its slot: items that are held at the same time have different
    /// ones, handed out in turn. It calls <see cref="Leave"/> once per item, or has it called.</param>
    /// <param name="capacity">Most items that are held at once.</param>
    /// <param name="parallelism">Most items that are worked on at once.</param>
    /// <param name="abort">Ends everything.</param>
    public Inlet(Func<int, Flow<T>, Task> work, int capacity, int parallelism, CancellationToken abort)
    {
        _capacity = capacity;
        _work = new ActionBlock<Arrival>(arrival => work(arrival.Slot, arrival.Flow), new ExecutionDataflowBlockOptions
        {
            MaxDegreeOfParallelism = parallelism,
            CancellationToken = abort,
        });
    }

    /// <summary>Completes when nothing more comes and all items were worked on.</summary>
    public Task Completion => _work.Completion;

    /// <inheritdoc/>
    public bool TryTake(in Flow<T> flow, Action room)
    {
        // One giver, so nobody else raises the count meanwhile.
        if (Volatile.Read(ref _held) == _capacity && !HasRoom(room))
            return false;
        Interlocked.Increment(ref _held);
        int slot = _slot;
        _slot = slot + 1 == _capacity ? 0 : slot + 1;
        _work.Post(new Arrival(slot, flow));
        return true;
    }

    /// <summary>One item has left the node: there is room for another one.</summary>
    public void Leave()
    {
        Interlocked.Decrement(ref _held);
        if (Volatile.Read(ref _room) is not null)
            Interlocked.Exchange(ref _room, null)?.Invoke();
    }

    /// <inheritdoc/>
    public void Complete() => _work.Complete();

    // The wish is left first and the count read again, while Leave lowers the count first and reads the wish then: so
    // one of the two sees the other.
    private bool HasRoom(Action room)
    {
        Interlocked.Exchange(ref _room, room);
        return Volatile.Read(ref _held) < _capacity && Interlocked.Exchange(ref _room, null) is not null;
    }

    private readonly record struct Arrival(int Slot, Flow<T> Flow);
}
