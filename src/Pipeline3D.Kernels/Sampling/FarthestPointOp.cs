using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels;

/// <summary>Farthest point sampling on a device.</summary>
/// <remarks>Twin: <see cref="FarthestPoints"/>, equal bit by bit on the host device; the lowest index wins a tie, no
/// point comes twice. Cost: picks x n distances, one launch per pick.</remarks>
public static class FarthestPointOp
{
    /// <summary>Picks points.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="points">n > 0 points.</param>
    /// <param name="start">Index of the first pick.</param>
    /// <param name="order">Shape [m], m from 1 to n: the picks in order; overwritten.</param>
    /// <param name="radiusAfter">Shape [m]: largest distance of any point to its nearest pick after every pick;
    /// overwritten.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">A length or the start is out of range.</exception>
    public static void Select(IDevice device, PointSpans points, int start, Span<int> order, Span<float> radiusAfter,
        CancellationToken stop = default)
    {
        Require.Range(start, 0, points.Count - 1);
        Require.Range(order.Length, 1, points.Count, nameof(order));
        Require.Length(radiusAfter.Length, order.Length, nameof(radiusAfter));
        device.Run(new Program(points, start, order, radiusAfter), stop);
    }

    private readonly ref struct Program(PointSpans points, int start, Span<int> order, Span<float> radiusAfter)
        : IDeviceProgram
    {
        private readonly PointSpans _points = points;
        private readonly Span<int> _order = order;
        private readonly Span<float> _radiusAfter = radiusAfter;

        public void Run<TF, TI, TU>(IDeviceQueue<TF, TI, TU> queue)
            where TF : struct, IBuffer<float>
            where TI : struct, IAtomicInt32
            where TU : struct, IAtomicUInt64
        {
            var kernel = new FarthestPointKernel<TF, TU> { Start = start };
            (kernel.X, kernel.Y, kernel.Z) = queue.Copy(_points);
            kernel.Squared = queue.FilledFloats(_points.Count, float.PositiveInfinity);
            kernel.Best = queue.FilledKeys(_order.Length, 0);
            for (kernel.Round = 0; kernel.Round < _order.Length; kernel.Round++)
                queue.Launch(_points.Count, kernel);
            var best = new ulong[_order.Length];
            queue.Keys.Download(kernel.Best, best);
            _order[0] = start;
            for (int i = 0; i < best.Length; i++)
            {
                // Key 0: every point is picked, none is left to be far.
                _radiusAfter[i] = best[i] == 0 ? 0 : MathF.Sqrt(SortKey.Value(best[i]));
                if (i + 1 < best.Length)
                    _order[i + 1] = SortKey.IndexOfMaximum(best[i]);
            }
        }
    }
}
