using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.ScanReduceOperations;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Sampling;

/// <summary>One round of farthest point sampling: takes the pick of the round before and finds the next; works in
/// groups.</summary>
/// <remarks>Each launch is a round: that all of a round is done before the next begins needs no other barrier, and no
/// pick travels to the host in between. A group finds its farthest point among its threads first, so that a round costs
/// one atomic operation a group and not one a point.</remarks>
internal struct FarthestPointRound
{
    /// <summary>The points.</summary>
    public CloudView Cloud;

    /// <summary>Squared distance to the nearest pick, -1 for a picked point; shape [n], infinite before round
    /// 0.</summary>
    public ArrayView<float> Squared;

    /// <summary>Farthest point after every round as <see cref="SortKey.ForMaximum"/>; shape [rounds], 0 before; stays 0
    /// once all points are picked.</summary>
    public ArrayView<ulong> Best;

    /// <summary>Number of points n.</summary>
    public int Count;

    /// <summary>Index of the pick of round 0.</summary>
    public int Start;

    /// <summary>Number of this round, from 0.</summary>
    public int Round;

    [Kernel]
    public static void Run(FarthestPointRound args)
    {
        int pick = args.Round == 0 ? args.Start : SortKey.IndexOfMaximum(args.Best[args.Round - 1]);
        float x = args.Cloud.X[pick], y = args.Cloud.Y[pick], z = args.Cloud.Z[pick];
        ulong best = 0;
        for (int i = Grid.GlobalIndex.X; i < args.Count; i += Grid.DimX * Group.DimX)
        {
            float squared = args.Squared[i];
            if (i == pick)
                args.Squared[i] = -1;
            else if (squared >= 0)
            {
                float dx = args.Cloud.X[i] - x, dy = args.Cloud.Y[i] - y, dz = args.Cloud.Z[i] - z;
                squared = MathF.Min(squared, (dx * dx) + (dy * dy) + (dz * dz));
                args.Squared[i] = squared;
                ulong key = SortKey.ForMaximum(squared, i);
                best = key > best ? key : best;
            }
        }
        best = GroupExtensions.Reduce<ulong, MaxUInt64>(best);
        if (Group.IsFirstThread)
            Atomic.Max(ref args.Best[args.Round], best);
    }
}
