namespace Pipeline3D.Engine;

/// <summary>One number of bytes for a whole graph. Items are admitted in order; nothing inside the graph ever waits for
/// it.</summary>
/// <remarks>
/// No stall: only admission waits, and an item is always admitted when none is in flight, however large. So the bytes
/// in
/// flight stay at or below the limit plus what one item exceeds it by. One caller admits, many give back.
/// </remarks>
internal sealed class ByteBudget(long limit)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiting;
    private long _inFlight, _peak, _items;

    public long InFlight { get { lock (_gate) return _inFlight; } }

    public long Peak { get { lock (_gate) return _peak; } }

    public async ValueTask AdmitAsync(long bytes, CancellationToken stop)
    {
        while (true)
        {
            Task wait;
            lock (_gate)
            {
                if (_items == 0 || _inFlight + bytes <= limit)
                {
                    _items++;
                    _inFlight += bytes;
                    _peak = Math.Max(_peak, _inFlight);
                    return;
                }
                _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _waiting.Task;
            }
            await wait.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    public void GiveBack(long bytes)
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            _items--;
            _inFlight -= bytes;
            (waiting, _waiting) = (_waiting, null);
        }
        waiting?.TrySetResult();
    }
}
