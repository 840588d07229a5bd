using ILGPU;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Numerics;
using Pipeline3D.Kernels.Rows;

namespace Pipeline3D.Kernels.Sampling;

/// <summary>The greedy k-centre coreset of PatchCore on a device.</summary>
/// <remarks>Twin: <see cref="Coreset"/>, the same picks where the device does not fuse multiply and add; the lowest
/// index wins a tie, no row comes twice. Cost: picks x n x d, one launch per pick, one wait in all.</remarks>
internal static class CoresetOp
{
    /// <summary>Picks rows.</summary>
    /// <param name="scope">Where to run.</param>
    /// <param name="features">Shape [n, d]; finite.</param>
    /// <param name="count">Number of picks, from 1 to n.</param>
    /// <param name="start">Index of the first pick.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">A value or an argument is wrong.</exception>
    public static int[] Select(DeviceScope scope, FeatureMatrix features, int count, int start = 0,
        CancellationToken stop = default)
    {
        Require.Range(start, 0, features.Rows - 1);
        Require.Range(count, 1, features.Rows);
        var picks = new int[count];
        scope.Run(new Program(features, start, picks), stop);
        return picks;
    }

    private readonly struct Program(FeatureMatrix features, int start, int[] picks) : IDeviceProgram
    {
        public void Run(DeviceLane lane)
        {
            var round = new CoresetRound
            {
                Rows = DeviceRows.Transposed(lane, features),
                Squared = lane.Filled(features.Rows, float.PositiveInfinity),
                Best = lane.Zeros<ulong>(picks.Length),
                Count = features.Rows,
                Columns = features.Columns,
                Start = start,
            };
            int groups = lane.Device.GroupsFor(features.Rows);
            // The last pick needs no round: nothing is picked after it.
            for (round.Round = 0; round.Round < picks.Length - 1; round.Round++)
                lane.LaunchGroups(CoresetRound.Run, groups, round);
            var best = new ulong[picks.Length];
            lane.Download(round.Best, best);
            picks[0] = start;
            for (int i = 1; i < best.Length; i++)
                picks[i] = SortKey.IndexOfMaximum(best[i - 1]);
        }
    }
}
