using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels;

/// <summary>Inlier counts and removal of planes on a device.</summary>
/// <remarks>Twin: the counting of <see cref="PlaneFit"/> (equal in float32) and the cut of
/// <see cref="BackgroundPlane"/>, which measures in double: a point may differ when its distance lies within float32
/// rounding of the threshold. Put the origin into the cloud's middle to keep that rounding small.</remarks>
public static class PlaneOp
{
    /// <summary>Counts the inliers of many planes at once, as RANSAC needs it.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="points">n points; none is allowed.</param>
    /// <param name="planes">Shape [p, 4]: a, b, c, d with the unit normal (a, b, c); finite.</param>
    /// <param name="threshold">A point strictly closer than this counts; in the unit of the coordinates.</param>
    /// <param name="counts">Shape [p]; overwritten.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">A length or value is wrong.</exception>
    public static void CountInliers(IDevice device, PointSpans points, ReadOnlySpan<float> planes, float threshold,
        Span<int> counts, CancellationToken stop = default)
    {
        Require.Length(planes.Length, 4L * counts.Length, nameof(planes));
        Require.Finite(planes);
        Require.Positive(threshold);
        counts.Clear();
        if (points.Count > 0 && counts.Length > 0)
            device.Run(new CountProgram(points, planes, threshold, counts), stop);
    }

    /// <summary>Zeroes the points near a plane.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="points">n points.</param>
    /// <param name="plane">The plane; finite, unit normal.</param>
    /// <param name="threshold">A point strictly closer than this is removed; in the unit of the coordinates.</param>
    /// <param name="kept">A cloud of n points: the points, with (0, 0, 0) for removed ones; overwritten.</param>
    /// <param name="removed">Shape [n]: 1 for a removed point, else 0; overwritten.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">A length or value is wrong.</exception>
    public static void Remove(IDevice device, PointSpans points, PlaneEquation plane, float threshold,
        PointCloud kept, Span<int> removed, CancellationToken stop = default)
    {
        Require.Length(kept.Count, points.Count, nameof(kept));
        Require.Length(removed.Length, points.Count, nameof(removed));
        Require.Finite([(float)plane.A, (float)plane.B, (float)plane.C, (float)plane.D], nameof(plane));
        Require.Positive(threshold);
        if (points.Count > 0)
            device.Run(new RemoveProgram(points, plane, threshold, kept, removed), stop);
    }

    private readonly ref struct CountProgram(
        PointSpans points, ReadOnlySpan<float> planes, float threshold, Span<int> counts) : IDeviceProgram
    {
        private readonly PointSpans _points = points;
        private readonly ReadOnlySpan<float> _planes = planes;
        private readonly Span<int> _counts = counts;

        public void Run<TF, TI, TU>(IDeviceQueue<TF, TI, TU> queue)
            where TF : struct, IBuffer<float>
            where TI : struct, IAtomicInt32
            where TU : struct, IAtomicUInt64
        {
            var kernel = new PlaneInlierCountKernel<TF, TI> { Threshold = threshold };
            (kernel.X, kernel.Y, kernel.Z) = queue.Copy(_points);
            kernel.Planes = queue.Floats.Copy(_planes);
            kernel.Counts = queue.FilledInts(_counts.Length, 0);
            kernel.Blocks = ((_points.Count - 1) / PlaneInlierCountKernel<TF, TI>.BlockSize) + 1;
            queue.Launch(checked(_counts.Length * kernel.Blocks), kernel);
            queue.Ints.Download(kernel.Counts, _counts);
        }
    }

    private readonly ref struct RemoveProgram(
        PointSpans points, PlaneEquation plane, float threshold, PointCloud kept, Span<int> removed) : IDeviceProgram
    {
        private readonly PointSpans _points = points;
        private readonly Span<int> _removed = removed;

        public void Run<TF, TI, TU>(IDeviceQueue<TF, TI, TU> queue)
            where TF : struct, IBuffer<float>
            where TI : struct, IAtomicInt32
            where TU : struct, IAtomicUInt64
        {
            var kernel = new PlaneRemovalKernel<TF, TI>
            {
                A = (float)plane.A,
                B = (float)plane.B,
                C = (float)plane.C,
                D = (float)plane.D,
                Threshold = threshold,
                Removed = queue.Ints.Rent(_points.Count),
            };
            (kernel.X, kernel.Y, kernel.Z) = queue.Copy(_points);
            queue.Launch(_points.Count, kernel);
            queue.Floats.Download(kernel.X, kept.X);
            queue.Floats.Download(kernel.Y, kept.Y);
            queue.Floats.Download(kernel.Z, kept.Z);
            queue.Ints.Download(kernel.Removed, _removed);
        }
    }
}
