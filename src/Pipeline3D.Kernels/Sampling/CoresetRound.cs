using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.ScanReduceOperations;

namespace Pipeline3D.Kernels;

/// <summary>One round of the greedy k-centre coreset: distances of all rows to the last pick, and the row that is then
/// farthest; works in groups.</summary>
/// <remarks>Squares are summed in eight lanes and then in the fixed order of Geometry's rows, so distances equal its
/// own bit by bit where the device does not fuse multiply and add.</remarks>
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
                squared = MathF.Min(squared, SquaredDistance(args, i, pick));
                args.Squared[i] = squared;
                ulong key = SortKey.ForMaximum(squared, i);
                best = key > best ? key : best;
            }
        }
        best = GroupExtensions.Reduce<ulong, MaxUInt64>(best);
        if (Group.IsFirstThread)
            Atomic.Max(ref args.Best[args.Round], best);
    }

    private static float SquaredDistance(CoresetRound args, int left, int right)
    {
        float s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
        int column = 0;
        for (; column <= args.Columns - 8; column += 8)
        {
            s0 += Term(args, column, left, right);
            s1 += Term(args, column + 1, left, right);
            s2 += Term(args, column + 2, left, right);
            s3 += Term(args, column + 3, left, right);
            s4 += Term(args, column + 4, left, right);
            s5 += Term(args, column + 5, left, right);
            s6 += Term(args, column + 6, left, right);
            s7 += Term(args, column + 7, left, right);
        }
        int rest = args.Columns - column;
        s0 += rest > 0 ? Term(args, column, left, right) : 0;
        s1 += rest > 1 ? Term(args, column + 1, left, right) : 0;
        s2 += rest > 2 ? Term(args, column + 2, left, right) : 0;
        s3 += rest > 3 ? Term(args, column + 3, left, right) : 0;
        s4 += rest > 4 ? Term(args, column + 4, left, right) : 0;
        s5 += rest > 5 ? Term(args, column + 5, left, right) : 0;
        s6 += rest > 6 ? Term(args, column + 6, left, right) : 0;
        return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
    }

    private static float Term(CoresetRound args, int column, int left, int right)
    {
        long row = (long)column * args.Count;
        float difference = args.Rows[row + right] - args.Rows[row + left];
        return difference * difference;
    }
}
