using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Sampling;

/// <summary>The greedy k-centre coreset of PatchCore on a device.</summary>
/// <remarks>Twin: <see cref="Coreset"/>, the same picks where the device does not fuse multiply and add; the lowest
/// index wins a tie, no row comes twice. Cost: picks x n x d; see <see cref="CoresetTurns"/>.</remarks>
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
        => Select(scope, features, count, start, CoresetTurns.Sequence, stop);

    /// <summary>The same.</summary>
    /// <param name="scope">Where to run.</param>
    /// <param name="features">Shape [n, d]; finite.</param>
    /// <param name="count">Number of picks, from 1 to n.</param>
    /// <param name="start">Index of the first pick.</param>
    /// <param name="sequence">Picks to make one by one at a time; 1 or more.</param>
    /// <param name="stop">Ends the work.</param>
    public static int[] Select(DeviceScope scope, FeatureMatrix features, int count, int start, int sequence,
        CancellationToken stop = default)
    {
        Require.Range(start, 0, features.Rows - 1);
        Require.Range(count, 1, features.Rows);
        var picks = new int[count];
        scope.Run(new Program(features, start, sequence, picks), stop);
        return picks;
    }

    private readonly struct Program(FeatureMatrix features, int start, int sequence, int[] picks) : IDeviceProgram
    {
        public void Run(DeviceLane lane) => new CoresetTurns(lane, features, sequence).Run(start, picks);
    }
}
