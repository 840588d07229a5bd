namespace Pipeline3D.Nats.Worker;

/// <summary>How many tasks a worker holds over all runs: one more than it works on, so that the next one is
/// there.</summary>
internal sealed class Places(int places) : IDisposable
{
    private readonly SemaphoreSlim _room = new(places + 1);

    public int Most => places + 1;

    /// <summary>Waits for room for one task, and takes what else is free up to a number.</summary>
    /// <returns>How many were taken, at least one.</returns>
    public async Task<int> TakeAsync(int most, CancellationToken stop)
    {
        await _room.WaitAsync(stop).ConfigureAwait(false);
        int taken = 1;
        while (taken < most && await _room.WaitAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false))
            taken++;
        return taken;
    }

    public void Release(int count = 1)
    {
        if (count > 0)
            _room.Release(count);
    }

    public void Dispose() => _room.Dispose();
}
