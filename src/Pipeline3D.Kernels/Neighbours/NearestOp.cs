using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels;

/// <summary>Nearest neighbours on a device.</summary>
/// <remarks>Twin: <see cref="KdTree"/>, equal bit by bit on the host device: distances are summed x, y, z in float32,
/// ties go to the lower index. Cost: q x n by brute force; through the grid about O(k) cells a query on even clouds,
/// but far outliers widen the grid until it is no better than brute force.</remarks>
public static class NearestOp
{
    /// <summary>The k nearest points of every point, or of other queries.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="points">n points.</param>
    /// <param name="queries">q places; the points themselves when <paramref name="skipSelf"/> is set.</param>
    /// <param name="k">Neighbours per query: from 1 to the number of candidates, n or n - 1.</param>
    /// <param name="skipSelf">Whether query i leaves out point i, and only it among duplicates.</param>
    /// <param name="search">How to search; the result is the same.</param>
    /// <param name="index">Shape [q, k]; ascending by distance; overwritten.</param>
    /// <param name="distance">Shape [q, k]: Euclidean, in the unit of the coordinates; overwritten.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">A length or k is wrong.</exception>
    public static void Search(IDevice device, PointSpans points, PointSpans queries, int k, bool skipSelf,
        NearestSearch search, Span<int> index, Span<float> distance, CancellationToken stop = default)
    {
        if (queries.Count == 0 && index.Length == 0 && distance.Length == 0)
            return;
        Require.Range(k, 1, skipSelf ? points.Count - 1 : points.Count);
        if (skipSelf)
            Require.Length(queries.Count, points.Count, nameof(queries));
        Require.Length(index.Length, (long)queries.Count * k, nameof(index));
        Require.Length(distance.Length, index.Length, nameof(distance));
        var keys = new ulong[index.Length];
        device.Run(new NearestProgram(points, queries, k, skipSelf, search, NeighbourSlots.Empty, keys), stop);
        for (int i = 0; i < keys.Length; i++)
            (index[i], distance[i]) = (SortKey.IndexOfMinimum(keys[i]), MathF.Sqrt(SortKey.Value(keys[i])));
    }

    /// <summary>How many points lie within a radius of every point, itself included.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="points">n points; none is allowed.</param>
    /// <param name="radius">At most this distance counts; in the unit of the coordinates.</param>
    /// <param name="counts">Shape [n]; overwritten.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">The length or the radius is wrong.</exception>
    public static void CountWithin(IDevice device, PointSpans points, double radius, Span<int> counts,
        CancellationToken stop = default)
    {
        Require.Positive(radius);
        Require.Length(counts.Length, points.Count, nameof(counts));
        if (points.Count > 0)
            device.Run(new CountProgram(points, radius, counts), stop);
    }

    private readonly ref struct CountProgram(PointSpans points, double radius, Span<int> counts) : IDeviceProgram
    {
        private readonly PointSpans _points = points;
        private readonly Span<int> _counts = counts;

        public void Run<TF, TI, TU>(IDeviceQueue<TF, TI, TU> queue)
            where TF : struct, IBuffer<float>
            where TI : struct, IAtomicInt32
            where TU : struct, IAtomicUInt64
        {
            // Cells much smaller than the radius would only be more of them to visit.
            DeviceGrid<TF, TI> grid = DeviceGrid<TF, TI>.Build(queue, _points, radius / 2);
            var kernel = new RadiusCountKernel<TF, TI>
            {
                X = grid.X,
                Y = grid.Y,
                Z = grid.Z,
                Ends = grid.Ends,
                Members = grid.Members,
                Grid = grid.Shape,
                Counts = queue.Ints.Rent(_points.Count),
                Radius = (float)radius,
                Squared = (float)(radius * radius),
            };
            queue.Launch(_points.Count, kernel);
            queue.Ints.Download(kernel.Counts, _counts);
        }
    }
}
