using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels;

/// <summary>The greedy k-centre coreset of PatchCore on a device.</summary>
/// <remarks>Twin: <see cref="Coreset"/>, the same picks on the host device; the lowest index wins a tie, no row comes
/// twice. Cost: picks x n x d, one launch per pick.</remarks>
public static class CoresetOp
{
    /// <summary>Picks rows.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="features">Shape [n, d], row-major; finite.</param>
    /// <param name="columns">Length of a row d, above 0.</param>
    /// <param name="start">Index of the first pick.</param>
    /// <param name="picks">Shape [m], m from 1 to n; overwritten.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">A length, value or the start is wrong.</exception>
    public static void Select(IDevice device, ReadOnlySpan<float> features, int columns, int start, Span<int> picks,
        CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        int rows = features.Length / columns;
        Require.Length(features.Length, (long)rows * columns, nameof(features));
        Require.Finite(features);
        Require.Range(start, 0, rows - 1);
        Require.Range(picks.Length, 1, rows, nameof(picks));
        int stride = (columns + 7) & ~7;
        var padded = new float[checked(rows * stride)];
        for (int row = 0; row < rows; row++)
            features.Slice(row * columns, columns).CopyTo(padded.AsSpan(row * stride));
        device.Run(new Program(padded, stride, start, picks), stop);
    }

    private readonly ref struct Program(float[] padded, int stride, int start, Span<int> picks) : IDeviceProgram
    {
        private readonly Span<int> _picks = picks;

        public void Run<TF, TI, TU>(IDeviceQueue<TF, TI, TU> queue)
            where TF : struct, IBuffer<float>
            where TI : struct, IAtomicInt32
            where TU : struct, IAtomicUInt64
        {
            int rows = padded.Length / stride;
            var kernel = new CoresetUpdateKernel<TF, TU>
            {
                Rows = queue.Floats.Copy(padded),
                Squared = queue.FilledFloats(rows, float.PositiveInfinity),
                Best = queue.FilledKeys(_picks.Length, 0),
                Stride = stride,
                Start = start,
            };
            // The last pick needs no round: nothing is picked after it.
            for (kernel.Round = 0; kernel.Round < _picks.Length - 1; kernel.Round++)
                queue.Launch(rows, kernel);
            var best = new ulong[_picks.Length];
            queue.Keys.Download(kernel.Best, best);
            _picks[0] = start;
            for (int i = 1; i < best.Length; i++)
                _picks[i] = SortKey.IndexOfMaximum(best[i - 1]);
        }
    }
}
