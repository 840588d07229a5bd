using System.Runtime.CompilerServices;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Nodes;

namespace Pipeline3D.Engine.Runs;

/// <summary>One number of bytes for a whole graph. Items are admitted in order; nothing inside the graph ever waits for
/// it.</summary>
/// <remarks>
/// No stall: only admission waits, and an item is always admitted when none is in flight, however large. So the bytes
/// in
/// flight stay at or below the limit plus what one item exceeds it by. One caller admits, many give back.
/// </remarks>
internal sealed class ByteBudget
{
    private readonly Lock _gate = new();
    private readonly Signal _room = new();
    private readonly long _limit;
    private readonly HeldBytes _held;
    private readonly CancellationToken _stop;
    private bool _isWaiting;
    private long _inFlight, _peak, _items;

    /// <param name="limit">Most bytes in flight, with what blocks hold besides.</param>
    /// <param name="held">What blocks hold besides.</param>
    /// <param name="stop">Ends every wait.</param>
    public ByteBudget(long limit, HeldBytes held, CancellationToken stop)
    {
        (_limit, _held, _stop) = (limit, held, stop);
        held.Bound(limit, HeldChanged);
        stop.UnsafeRegister(static room => ((Signal)room!).Set(), _room);
    }

    public long InFlight { get { lock (_gate) return _inFlight; } }

    public long Peak { get { lock (_gate) return _peak; } }

    /// <summary>Takes room if there is any.</summary>
    public bool TryAdmit(long bytes) => TryAdmit(bytes, orWait: false);

    /// <summary>Waits for room and takes it. One caller at a time.</summary>
    /// <exception cref="OperationCanceledException">The run was stopped meanwhile.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask AdmitAsync(long bytes)
    {
        while (true)
        {
            _stop.ThrowIfCancellationRequested();
            _room.Reset();
            _stop.ThrowIfCancellationRequested();
            if (TryAdmit(bytes, orWait: true))
                return;
            await _room.WaitAsync().ConfigureAwait(false);
        }
    }

    public void GiveBack(long bytes)
    {
        bool isWaiting;
        lock (_gate)
        {
            _items--;
            _inFlight -= bytes;
            (isWaiting, _isWaiting) = (_isWaiting, false);
        }
        if (isWaiting)
            _room.Set();
    }

    private void HeldChanged()
    {
        bool isWaiting;
        lock (_gate)
        {
            _peak = Math.Max(_peak, _inFlight + _held.Bytes);
            (isWaiting, _isWaiting) = (_isWaiting, false);
        }
        if (isWaiting)
            _room.Set();
    }

    private bool TryAdmit(long bytes, bool orWait)
    {
        lock (_gate)
        {
            bool isAdmitted = _items == 0 || _inFlight + _held.Bytes + bytes <= _limit;
            // Set only when somebody will wait: a signal that nobody waits for would end a later wait.
            _isWaiting = orWait && !isAdmitted;
            if (!isAdmitted)
                return false;
            _items++;
            _inFlight += bytes;
            _peak = Math.Max(_peak, _inFlight + _held.Bytes);
            return true;
        }
    }
}
