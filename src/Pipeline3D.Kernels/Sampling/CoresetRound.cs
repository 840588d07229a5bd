using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.ScanReduceOperations;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Numerics;
using Pipeline3D.Kernels.Rows;

namespace Pipeline3D.Kernels.Sampling;

/// <summary>One round of the greedy k-centre coreset: distances of all rows to the last pick, and the row that is then
/// farthest; works in groups.</summary>
internal struct CoresetRound
{
    /// <summary>Column by column, so that neighbouring threads read neighbouring values; shape [d, n].</summary>
    public ArrayView<float> Rows;

    /// <summary>Squared distance to the nearest pick, -1 for a picked row; shape [n], infinite before round
    /// 0.</summary>
    public ArrayView<float> Squared;

    /// <summary>Farthest row after every round as <see cref="SortKey.ForMaximum"/>; shape [rounds], 0 before.</summary>
    public ArrayView<ulong> Best;

    /// <summary>Number of rows n.</summary>
    public int Count;

    /// <summary>Values of a row d.</summary>
    public int Columns;

    /// <summary>Index of the pick of round 0.</summary>
    public int Start;

    /// <summary>Number of this round, from 0.</summary>
    public int Round;

    [Kernel]
    public static void Run(CoresetRound args)
    {
        int pick = args.Round == 0 ? args.Start : SortKey.IndexOfMaximum(args.Best[args.Round - 1]);
        ulong best = 0;
        for (int i = Grid.GlobalIndex.X; i < args.Count; i += Grid.DimX * Group.DimX)
        {
            float squared = args.Squared[i];
            if (i == pick)
                args.Squared[i] = -1;
            else if (squared >= 0)
            {
                RowDistance apart = default;
                apart.Left = apart.Right = args.Rows;
                apart.LeftStart = pick;
                apart.RightStart = i;
                apart.LeftStep = apart.RightStep = args.Count;
                squared = MathF.Min(squared, apart.Squared(args.Columns));
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
