using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.ScanReduceOperations;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Sampling;

/// <summary>How far picks made in any order have come: the farthest point that is left, and how many picks are farther
/// than it was, which no later pick comes before; works in groups.</summary>
internal struct FarthestPointLeft
{
    /// <summary>Squared distance to the nearest pick, -1 for a picked point; shape [n].</summary>
    public ArrayView<float> Squared;

    /// <summary>Picks as <see cref="SortKey.ForMaximum"/>; the first <see cref="Picked"/> are read.</summary>
    public ArrayView<ulong> Picks;

    /// <summary>Number of picks; shape [1].</summary>
    public ArrayView<int> Picked;

    /// <summary>The farthest point that is left as <see cref="SortKey.ForMaximum"/>, 0 when none is left, and the
    /// number of picks farther than that; shape [2]; 0 before.</summary>
    public ArrayView<ulong> Found;

    /// <summary>Number of points n.</summary>
    public int Count;

    /// <summary>Finds the farthest point that is left.</summary>
    [Kernel]
    public static void Find(FarthestPointLeft args)
    {
        ulong best = 0;
        for (int i = Grid.GlobalIndex.X; i < args.Count; i += Grid.DimX * Group.DimX)
        {
            float squared = args.Squared[i];
            if (squared >= 0)
                best = Math.Max(best, SortKey.ForMaximum(squared, i));
        }
        best = GroupExtensions.Reduce<ulong, MaxUInt64>(best);
        if (Group.IsFirstThread)
            Atomic.Max(ref args.Found[0], best);
    }

    /// <summary>Counts the picks that are farther.</summary>
    [Kernel]
    public static void Rank(FarthestPointLeft args)
    {
        ulong farthest = args.Found[0];
        int final = 0, picked = args.Picked[0];
        for (int i = Grid.GlobalIndex.X; i < picked; i += Grid.DimX * Group.DimX)
            final += args.Picks[i] > farthest ? 1 : 0;
        final = GroupExtensions.Reduce<int, AddInt32>(final);
        if (Group.IsFirstThread)
            Atomic.Add(ref args.Found[1], (ulong)final);
    }
}
