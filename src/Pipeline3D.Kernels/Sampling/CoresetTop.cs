using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.ScanReduceOperations;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Sampling;

/// <summary>The farthest rows of a coreset under way; works in groups.</summary>
/// <remarks>Rows are counted by the bits of their squared distances below the largest, in bins of 2^-10 of it at
/// most.</remarks>
internal struct CoresetTop
{
    /// <summary>Bins, down to half of the largest distance or nearer to it.</summary>
    public const int Bins = 1024;

    private const int BinBits = 13;

    /// <summary>Squared distance to the nearest pick, -1 for a picked row; shape [n].</summary>
    public ArrayView<float> Squared;

    /// <summary>Squared distance to the nearest of the last picks as <see cref="SortKey.ForMinimum"/>; the largest
    /// number for none, and after; shape [n].</summary>
    public ArrayView<ulong> Nearest;

    /// <summary>The farthest row as <see cref="SortKey.ForMaximum"/>, 0 for none; shape [1]; 0 before.</summary>
    public ArrayView<ulong> Farthest;

    /// <summary>Rows of every bin; shape [Bins]; 0 before.</summary>
    public ArrayView<int> Counts;

    /// <summary>The rows of the wanted bins as <see cref="SortKey.ForMaximum"/>.</summary>
    public ArrayView<ulong> Chosen;

    /// <summary>Number of them; shape [1]; 0 before.</summary>
    public ArrayView<int> Filled;

    /// <summary>Number of rows n.</summary>
    public int Count;

    /// <summary>Last bin that is wanted.</summary>
    public int LastBin;

    /// <summary>The bin of a key.</summary>
    public static int BinOf(ulong farthest, ulong key)
        => (int)(((uint)(farthest >> 32) - (uint)(key >> 32)) >> BinBits);

    /// <summary>Takes the distances to the last picks over and finds the farthest row.</summary>
    [Kernel]
    public static void Merge(CoresetTop args)
    {
        ulong best = 0;
        for (int i = Grid.GlobalIndex.X; i < args.Count; i += Grid.DimX * Group.DimX)
        {
            float squared = args.Squared[i], nearest = SortKey.Value(args.Nearest[i]);
            args.Nearest[i] = ulong.MaxValue;
            if (squared < 0)
                continue;
            // Without a pick the distance is no number, and not less.
            if (nearest < squared)
            {
                squared = nearest;
                args.Squared[i] = squared;
            }
            best = Math.Max(best, SortKey.ForMaximum(squared, i));
        }
        best = GroupExtensions.Reduce<ulong, MaxUInt64>(best);
        if (Group.IsFirstThread)
            Atomic.Max(ref args.Farthest[0], best);
    }

    /// <summary>Counts the rows of every bin.</summary>
    [Kernel]
    public static void CountBins(CoresetTop args)
    {
        ArrayView<int> counts = SharedMemory.Allocate<int>(Bins);
        for (int bin = Group.IdxX; bin < Bins; bin += Group.DimX)
            counts[bin] = 0;
        Group.Barrier();
        ulong farthest = args.Farthest[0];
        for (int i = Grid.GlobalIndex.X; i < args.Count; i += Grid.DimX * Group.DimX)
        {
            float squared = args.Squared[i];
            int bin = squared < 0 ? Bins : BinOf(farthest, SortKey.ForMaximum(squared, i));
            if (bin < Bins)
                Atomic.Add(ref counts[bin], 1);
        }
        Group.Barrier();
        for (int bin = Group.IdxX; bin < Bins; bin += Group.DimX)
            if (counts[bin] > 0)
                Atomic.Add(ref args.Counts[bin], counts[bin]);
    }

    /// <summary>Collects the rows of the wanted bins, in any order.</summary>
    [Kernel]
    public static void Collect(CoresetTop args)
    {
        ulong farthest = args.Farthest[0];
        for (int i = Grid.GlobalIndex.X; i < args.Count; i += Grid.DimX * Group.DimX)
        {
            float squared = args.Squared[i];
            if (squared < 0)
                continue;
            ulong key = SortKey.ForMaximum(squared, i);
            if (BinOf(farthest, key) <= args.LastBin)
                args.Chosen[Atomic.Add(ref args.Filled[0], 1)] = key;
        }
    }
}
