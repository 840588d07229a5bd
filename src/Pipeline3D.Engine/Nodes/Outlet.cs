using System.Runtime.CompilerServices;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>Where items leave a node: every taker gets every item, in order.</summary>
/// <remarks>A BroadcastBlock would overwrite what a full target has not taken; here the next item waits until all have
/// taken this one. One caller at a time.</remarks>
internal sealed class Outlet<T>
{
    private readonly CancellationToken _abort;
    private readonly Signal _room = new();
    private IInlet<T>[] _takers = [];

    // The taker whose turn it is with the item at hand; -1 before the first.
    private int _turn = -1;

    public Outlet(CancellationToken abort)
    {
        _abort = abort;
        abort.UnsafeRegister(static room => ((Signal)room!).Set(), _room);
    }

    /// <summary>Sets who takes.</summary>
    public void Connect(IInlet<T>[] takers) => _takers = takers;

    /// <summary>Gives an item to all takers that have room, up to the first that has none.</summary>
    /// <param name="flow">The item; the same one again after it was not sent.</param>
    /// <param name="room">Called when it is worth trying again, if it was not sent.</param>
    /// <returns>Whether all have it.</returns>
    public bool TrySend(in Flow<T> flow, Action room)
    {
        if (_turn < 0)
        {
            if (_takers.Length > 1)
                flow.Ticket.Branch(_takers.Length - 1);
            _turn = 0;
        }
        for (; _turn < _takers.Length; _turn++)
            if (!_takers[_turn].TryTake(flow, room))
                return false;
        _turn = -1;
        return true;
    }

    /// <summary>Gives an item to all takers and waits until they have it.</summary>
    /// <exception cref="OperationCanceledException">The graph is broken.</exception>
    public ValueTask SendAsync(in Flow<T> flow) => TrySendOrWait(flow) ? ValueTask.CompletedTask : WaitAsync(flow);

    /// <summary>Tells the takers that nothing more will come.</summary>
    public void Complete()
    {
        foreach (IInlet<T> taker in _takers)
            taker.Complete();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WaitAsync(Flow<T> flow)
    {
        do
        {
            await _room.WaitAsync().ConfigureAwait(false);
        }
        while (!TrySendOrWait(flow));
    }

    // Looked at twice: before, so that a signal set by the end is never made ready again; after, so that it is not
    // missed.
    private bool TrySendOrWait(in Flow<T> flow)
    {
        _abort.ThrowIfCancellationRequested();
        _room.Reset();
        _abort.ThrowIfCancellationRequested();
        return TrySend(flow, _room.Setter);
    }
}
