using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Kernels.Devices;

/// <summary>Copies memory of the host, much of it on several threads: one alone reaches a fraction of what the memory
/// and the bus of a device do, and waits for each fresh page.</summary>
internal static class HostCopy
{
    // Less is done before another thread has woken.
    private const int Grain = 1 << 19;
    private const int MostThreads = 8;

    /// <summary>Copies all of <paramref name="from"/>.</summary>
    public static unsafe void Run(ReadOnlySpan<byte> from, Span<byte> to)
    {
        if (from.Length < 2 * Grain)
        {
            from.CopyTo(to);
            return;
        }
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from.Length, to.Length, nameof(from));
        fixed (byte* source = from, target = to)
        {
            (nint first, nint copy) = ((nint)source, (nint)target);
            Ranges.Run(from.Length, Grain, (start, end) =>
                new ReadOnlySpan<byte>((byte*)first + start, end - start)
                    .CopyTo(new Span<byte>((byte*)copy + start, end - start)),
                Math.Min(MostThreads, Environment.ProcessorCount), CancellationToken.None);
        }
    }
}
