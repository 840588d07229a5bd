using ILGPU;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Neighbours;
using Pipeline3D.Kernels.Normals;

namespace Pipeline3D.Kernels.Descriptors;

/// <summary>Fast point feature histograms on a device.</summary>
/// <remarks>Twin: <see cref="Fpfh"/>, the same steps in the same precision. A GPU's arcus tangent differs in the last
/// digits, so a pair whose angle lies on the border of two bins may be counted in the other one.</remarks>
internal static class FpfhOp
{
    /// <summary>Describes every point by normals that are given.</summary>
    /// <param name="scope">Where to run.</param>
    /// <param name="cloud">n finite points.</param>
    /// <param name="normals">n unit normals, consistently oriented.</param>
    /// <param name="radius">Reach, in the unit of the coordinates.</param>
    /// <param name="maxNeighbours">At most so many points, itself included; the nearest ones.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [n, 33]; a point without neighbours has zeros.</returns>
    /// <exception cref="ArgumentException">The lengths differ, a value is not finite, or an argument is out of
    /// range.</exception>
    public static FeatureMatrix Compute(DeviceScope scope, PointCloud cloud, PointCloud normals, double radius,
        int maxNeighbours, CancellationToken stop = default)
    {
        Require.Length(normals.Count, cloud.Count, "[points]", nameof(normals));
        return Run(scope, new Program(cloud, radius, maxNeighbours, Empty(cloud.Count))
        {
            Normals = normals,
        }, stop);
    }

    /// <summary>Estimates the normals and describes every point, without a way back to the host in between.</summary>
    /// <param name="scope">Where to run.</param>
    /// <param name="cloud">n finite points.</param>
    /// <param name="normalRadius">Reach of the normals, in the unit of the coordinates.</param>
    /// <param name="normalNeighbours">At most so many points decide a normal, itself included.</param>
    /// <param name="orientation">Which way the normals look.</param>
    /// <param name="radius">Reach of the histograms, in the unit of the coordinates.</param>
    /// <param name="maxNeighbours">At most so many points make a histogram, itself included.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [n, 33].</returns>
    /// <exception cref="ArgumentException">A value is not finite, or an argument is out of range.</exception>
    public static FeatureMatrix Compute(DeviceScope scope, PointCloud cloud, double normalRadius, int normalNeighbours,
        NormalOrientation orientation, double radius, int maxNeighbours, CancellationToken stop = default)
    {
        Require.Positive(normalRadius);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(normalNeighbours);
        return Run(scope, new Program(cloud, radius, maxNeighbours, Empty(cloud.Count))
        {
            NormalRadius = normalRadius, NormalNeighbours = normalNeighbours, Orientation = orientation,
        }, stop);
    }

    private static FeatureMatrix Empty(int points) => new(points, Fpfh.Length,
        GC.AllocateUninitializedArray<float>(checked(points * Fpfh.Length)));

    private static FeatureMatrix Run(DeviceScope scope, Program program, CancellationToken stop)
    {
        Require.Positive(program.Radius);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(program.MaxNeighbours);
        if (program.Features.Rows > 0)
            scope.Run(program, stop);
        return program.Features;
    }

    private readonly struct Program(PointCloud cloud, double radius, int maxNeighbours, FeatureMatrix features)
        : IDeviceProgram
    {
        public double Radius => radius;

        public int MaxNeighbours => maxNeighbours;

        public FeatureMatrix Features => features;

        public PointCloud? Normals { get; init; }

        public double NormalRadius { get; init; }

        public int NormalNeighbours { get; init; }

        public NormalOrientation Orientation { get; init; }

        public void Run(DeviceLane lane)
        {
            DeviceGrid grid = DeviceGrid.Of(lane, cloud);
            CloudView points = DeviceCloud.Of(lane, cloud).View;
            CloudView normals = Normals is { } given
                ? DeviceCloud.Of(lane, given).View
                : DeviceNormals.Estimate(lane, cloud, grid, NormalRadius, NormalNeighbours, Orientation);
            DeviceNeighbours found = DeviceNeighbours.Within(lane, grid, maxNeighbours, radius);
            int values = checked(grid.Count * PairHistogram.Length);
            ArrayView<float> simple = lane.Rent<float>(values), sums = lane.Rent<float>(values);
            PairHistogram.Launch(lane, new PairHistogram
            {
                Cloud = points,
                Normals = normals,
                Members = grid.View.Members,
                Keys = found.Keys,
                Simple = simple,
                Count = grid.Count,
                K = found.K,
            });
            lane.Launch(HistogramSum.Run, values, new HistogramSum
            {
                Members = grid.View.Members,
                Keys = found.Keys,
                Simple = simple,
                Sums = sums,
                Count = grid.Count,
                K = found.K,
            });
            lane.Launch(HistogramCombine.Run, 3 * grid.Count, new HistogramCombine { Simple = simple, Sums = sums });
            lane.Download(sums, features.Values);
        }
    }
}
