namespace Pipeline3D.Kernels;

/// <summary>Runs one program's kernels as parallel loops over ranges.</summary>
internal sealed class HostQueue(HostDevice device, CancellationToken stop)
    : IDeviceQueue<HostBuffer<float>, HostInts, HostKeys>
{
    // Below this number of indices a loop on one thread is over before a second thread has woken up.
    private const int SmallestRange = 64;

    // Ranges per thread: enough that threads which finish early find more to do.
    private const int RangesPerThread = 8;

    public IDeviceMemory<float, HostBuffer<float>> Floats => device.Floats;

    public IDeviceMemory<int, HostInts> Ints => device.Ints;

    public IDeviceMemory<ulong, HostKeys> Keys => device.Keys;

    public void Launch<TK>(int count, TK body)
        where TK : struct, IKernelBody
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        stop.ThrowIfCancellationRequested();
        int threads = device.Threads;
        int grain = Math.Max(SmallestRange, count / (threads * RangesPerThread));
        if (threads == 1 || count <= grain)
        {
            RunRange(body, 0, count);
            return;
        }
        int ranges = (int)(((long)count + grain - 1) / grain);
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = stop };
        Parallel.For(0, ranges, options, range =>
            RunRange(body, range * grain, (int)Math.Min(count, (range + 1L) * grain)));
    }

    public void Synchronise() => stop.ThrowIfCancellationRequested();

    private static void RunRange<TK>(TK body, int start, int end)
        where TK : struct, IKernelBody
    {
        for (int index = start; index < end; index++)
            body.Execute(index);
    }
}
