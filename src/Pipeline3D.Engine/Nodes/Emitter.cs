using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>Sends results on in the order in which their items came, whatever order they are ready in.</summary>
/// <remarks>Whoever adds a result sends what can be sent, unless somebody does already. When a taker is full, nobody
/// waits: it calls back.</remarks>
internal sealed class Emitter<T>
{
    private readonly Result[] _ring;
    private readonly Outlet<T> _outlet;
    private readonly Action _left;
    private readonly Pump _send;
    private readonly bool _ordered;
    private readonly TaskCompletionSource _emptied = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _tail = -1;
    private int _next;
    private volatile bool _isComplete;

    /// <param name="capacity">Most results that can be held; a slot is a number below it.</param>
    /// <param name="ordered">Whether they leave in the order of the slots; else in that in which they are
    /// ready.</param>
    /// <param name="outlet">Where they leave.</param>
    /// <param name="left">Called after each that has left.</param>
    public Emitter(int capacity, bool ordered, Outlet<T> outlet, Action left)
    {
        (_ring, _outlet, _left, _ordered) = (new Result[capacity], outlet, left, ordered);
        _send = new Pump(SendReady);
    }

    /// <summary>Adds the result of the item that holds a slot.</summary>
    public void Add(int slot, in Flow<T> flow)
    {
        if (!_ordered)
            slot = (int)(Interlocked.Increment(ref _tail) % _ring.Length);
        ref Result result = ref _ring[slot];
        result.Flow = flow;
        Volatile.Write(ref result.IsReady, true);
        _send.Run();
    }

    /// <summary>Completes when everything has left; called after the last result was added.</summary>
    public Task DrainAsync(CancellationToken abort)
    {
        _isComplete = true;
        _send.Run();
        return _emptied.Task.WaitAsync(abort);
    }

    private void SendReady()
    {
        while (true)
        {
            ref Result result = ref _ring[_next];
            if (!Volatile.Read(ref result.IsReady))
                break;
            if (!_outlet.TrySend(result.Flow, _send.Runner))
                return;
            result = default;
            _next = _next + 1 == _ring.Length ? 0 : _next + 1;
            _left();
        }
        if (_isComplete)
            _emptied.TrySetResult();
    }

    private struct Result
    {
        public Flow<T> Flow;
        public bool IsReady;
    }
}
