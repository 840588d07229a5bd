using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels;

/// <summary>Surface normals on a device.</summary>
/// <remarks>Twin: <see cref="Geometry.Normals"/>, with the same neighbourhoods bit by bit; covariance and eigenvector
/// are float32 here and double there. Where the two least eigenvalues differ by more than a hundredth of the largest,
/// the axes agree within 1e-3 rad, up to the sign; where they coincide, any vector of their plane is a normal.
/// </remarks>
public static class NormalOp
{
    /// <summary>Estimates a normal for every point.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="points">n points; none is allowed.</param>
    /// <param name="radius">Reach, in the unit of the coordinates; points exactly at it count.</param>
    /// <param name="maxNeighbours">At most so many points, itself included; the nearest ones.</param>
    /// <param name="normals">n unit vectors of arbitrary sign; overwritten.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">A length or an argument is wrong.</exception>
    /// <remarks>Cost: one grid search per point and 8 bytes per point and neighbour of device memory.</remarks>
    public static void Estimate(IDevice device, PointSpans points, double radius, int maxNeighbours,
        PointCloud normals, CancellationToken stop = default)
    {
        Require.Positive(radius);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNeighbours);
        Require.Length(normals.Count, points.Count, nameof(normals));
        if (points.Count > 0)
            device.Run(new Program(points, radius, Math.Min(maxNeighbours, points.Count), normals), stop);
    }

    private readonly ref struct Program(PointSpans points, double radius, int k, PointCloud normals) : IDeviceProgram
    {
        private readonly PointSpans _points = points;

        public void Run<TF, TI, TU>(IDeviceQueue<TF, TI, TU> queue)
            where TF : struct, IBuffer<float>
            where TI : struct, IAtomicInt32
            where TU : struct, IAtomicUInt64
        {
            int count = _points.Count;
            DeviceGrid<TF, TI> grid = DeviceGrid<TF, TI>.Build(queue, _points, 0);
            TU found = queue.Keys.Rent(checked(count * k));
            // The key of the radius with the highest index: every point not farther has a key not above it.
            ulong limit = SortKey.ForMinimum((float)(radius * radius), -1);
            queue.Launch(count, NearestProgram.Kernel(grid, found, grid.X, grid.Y, grid.Z, k, false, limit));
            TF covariance = queue.Floats.Rent(checked(7 * count));
            queue.Launch(count, new CovarianceKernel<TF, TU>
            {
                X = grid.X,
                Y = grid.Y,
                Z = grid.Z,
                Keys = found,
                K = k,
                Covariance = covariance,
            });
            var kernel = new SmallestEigenvectorKernel<TF>
            {
                Covariance = covariance,
                NormalX = queue.Floats.Rent(count),
                NormalY = queue.Floats.Rent(count),
                NormalZ = queue.Floats.Rent(count),
            };
            queue.Launch(count, kernel);
            queue.Floats.Download(kernel.NormalX, normals.X);
            queue.Floats.Download(kernel.NormalY, normals.Y);
            queue.Floats.Download(kernel.NormalZ, normals.Z);
        }
    }
}
