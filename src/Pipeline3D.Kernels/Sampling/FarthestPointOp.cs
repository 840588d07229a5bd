using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Sampling;

/// <summary>Farthest point sampling on a device.</summary>
/// <remarks>Twin: <see cref="FarthestPoints"/>, equal bit by bit where the device does not fuse multiply and add; the
/// lowest index wins a tie, no point comes twice. Cost: picks x n distances, one launch per pick, one wait in
/// all.</remarks>
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
    {
        Require.Range(start, 0, cloud.Count - 1);
        Require.Range(count, 1, cloud.Count);
        var order = new FarthestPointOrder(new int[count], new float[count]);
        scope.Run(new Program(cloud, start, order), stop);
        return order;
    }

    private readonly struct Program(PointCloud cloud, int start, FarthestPointOrder order) : IDeviceProgram
    {
        public void Run(DeviceLane lane)
        {
            int count = order.Index.Length;
            var round = new FarthestPointRound
            {
                Cloud = DeviceCloud.Of(lane, cloud).View,
                Squared = lane.Filled(cloud.Count, float.PositiveInfinity),
                Best = lane.Zeros<ulong>(count),
                Count = cloud.Count,
                Start = start,
            };
            int groups = lane.Device.GroupsFor(cloud.Count);
            for (round.Round = 0; round.Round < count; round.Round++)
                lane.LaunchGroups(FarthestPointRound.Run, groups, round);
            var best = new ulong[count];
            lane.Download(round.Best, best);
            order.Index[0] = start;
            for (int i = 0; i < count; i++)
            {
                // Key 0: every point is picked, none is left to be far.
                order.RadiusAfter[i] = best[i] == 0 ? 0 : MathF.Sqrt(SortKey.Value(best[i]));
                if (i + 1 < count)
                    order.Index[i + 1] = SortKey.IndexOfMaximum(best[i]);
            }
        }
    }
}
