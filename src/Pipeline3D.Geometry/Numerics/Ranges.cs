namespace Pipeline3D.Geometry.Numerics;

/// <summary>Runs a loop body over index ranges on several threads.</summary>
/// <remarks>Range borders depend on the count and the grain alone, never on the number of threads: a body that writes
/// only to slots of its own range (or to one slot per range) gives the same result at any degree of
/// parallelism.</remarks>
internal static class Ranges
{
    /// <summary>Calls <paramref name="body"/>(start, end) for consecutive ranges of at most <paramref
    /// name="grain"/>.</summary>
    /// <param name="count">Number of indices.</param>
    /// <param name="grain">Length of a range; the last may be shorter.</param>
    /// <param name="body">Must be safe to run at the same time for different ranges.</param>
    /// <param name="threads">Most threads to use; 0 = one per core.</param>
    /// <param name="stop">Ends the loop between two ranges.</param>
    public static void Run(int count, int grain, Action<int, int> body, int threads, CancellationToken stop)
    {
        int degree = Degree(threads);
        int ranges = (int)(((long)count + grain - 1) / grain);
        if (degree == 1 || ranges <= 1)
        {
            for (int range = 0; range < ranges; range++)
            {
                stop.ThrowIfCancellationRequested();
                body(range * grain, (int)Math.Min(count, ((long)range + 1) * grain));
            }
            return;
        }
        var options = new ParallelOptions { MaxDegreeOfParallelism = degree, CancellationToken = stop };
        Parallel.For(0, ranges, options, range =>
            body(range * grain, (int)Math.Min(count, ((long)range + 1) * grain)));
    }

    /// <summary>Number of threads meant by <paramref name="threads"/>: itself, or one per core when 0.</summary>
    public static int Degree(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        return threads == 0 ? Environment.ProcessorCount : threads;
    }
}
