using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Sampling;

/// <summary>Farthest point sampling on a device.</summary>
/// <remarks>Twin: <see cref="FarthestPoints"/>, equal bit by bit where the device does not fuse multiply and add; the
/// lowest index wins a tie, no point comes twice. Cost: see <see cref="FarthestPointSearch"/>.</remarks>
internal static class FarthestPointOp
{
    /// <summary>Picks points.</summary>
    /// <param name="scope">Where to run.</param>
    /// <param name="cloud">n > 0 finite points.</param>
    /// <param name="start">Index of the first pick.</param>
    /// <param name="count">Number of picks m, from 1 to n.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">An argument is out of range, or a coordinate is not finite.</exception>
    public static FarthestPointOrder Select(DeviceScope scope, PointCloud cloud, int count, int start = 0,
        CancellationToken stop = default)
        => Select(scope, cloud, count, start, FarthestPointSearch.Sequence, stop);

    /// <summary>The same.</summary>
    /// <param name="scope">Where to run.</param>
    /// <param name="cloud">n > 0 finite points.</param>
    /// <param name="start">Index of the first pick.</param>
    /// <param name="count">Number of picks m, from 1 to n.</param>
    /// <param name="sequence">Picks to make one by one at a time; 2 or more.</param>
    /// <param name="stop">Ends the work.</param>
    public static FarthestPointOrder Select(DeviceScope scope, PointCloud cloud, int count, int start, int sequence,
        CancellationToken stop = default)
    {
        Require.Range(start, 0, cloud.Count - 1);
        Require.Range(count, 1, cloud.Count);
        var order = new FarthestPointOrder(new int[count], new float[count]);
        scope.Run(new Program(cloud, start, sequence, order), stop);
        return order;
    }

    private readonly struct Program(PointCloud cloud, int start, int sequence, FarthestPointOrder order)
        : IDeviceProgram
    {
        public void Run(DeviceLane lane)
        {
            int count = order.Index.Length;
            DeviceCloud points = DeviceCloud.Of(lane, cloud);
            ulong[] next = points.Count == 1 ? []
                : new FarthestPointSearch(lane, points, Math.Min(count, points.Count - 1), sequence).Run(start);
            order.Index[0] = start;
            for (int i = 0; i < count; i++)
            {
                // After the last point none is left to be far.
                order.RadiusAfter[i] = i < next.Length ? MathF.Sqrt(SortKey.Value(next[i])) : 0;
                if (i + 1 < count)
                    order.Index[i + 1] = SortKey.IndexOfMaximum(next[i]);
            }
        }
    }
}
