using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.ScanReduceOperations;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Sampling;

/// <summary>Picks among the farthest rows, one after the other, as long as the farthest of them is farther than every
/// other row: so long the picks are those of all rows; one group.</summary>
internal struct CoresetGreedy
{
    /// <summary>Most rows to pick among.</summary>
    public const int MostRows = 1024;

    /// <summary>The rows as <see cref="SortKey.ForMaximum"/>; shape [Count].</summary>
    public ArrayView<ulong> Chosen;

    /// <summary>Their squared distances; shape [Count, Count].</summary>
    public ArrayView<float> Pairs;

    /// <summary>The picks as <see cref="SortKey.ForMaximum"/>, in order; shape [Count]; those after the last are
    /// 0.</summary>
    public ArrayView<ulong> Picks;

    /// <summary>Squared distance to the nearest pick by row; -1 for every pick after.</summary>
    public ArrayView<float> Squared;

    public int Count;

    /// <summary>Key of the farthest row, and the last bin that all rows to pick among come from.</summary>
    public ulong Farthest;

    public int LastBin;

    [Kernel]
    public static void Run(CoresetGreedy args)
    {
        ArrayView<ulong> keys = SharedMemory.Allocate<ulong>(MostRows);
        ArrayView<int> chosen = SharedMemory.Allocate<int>(1);
        for (int i = Group.IdxX; i < args.Count; i += Group.DimX)
        {
            keys[i] = args.Chosen[i];
            args.Picks[i] = 0;
        }
        Group.Barrier();
        for (int pick = 0; pick < args.Count; pick++)
        {
            ulong best = 0;
            for (int i = Group.IdxX; i < args.Count; i += Group.DimX)
                best = Math.Max(best, keys[i]);
            best = GroupExtensions.AllReduce<ulong, MaxUInt64>(best);
            if (best == 0 || CoresetTop.BinOf(args.Farthest, best) > args.LastBin)
                break;
            for (int i = Group.IdxX; i < args.Count; i += Group.DimX)
                if (keys[i] == best)
                    chosen[0] = i;
            Group.Barrier();
            long row = (long)chosen[0] * args.Count;
            for (int i = Group.IdxX; i < args.Count; i += Group.DimX)
            {
                ulong key = keys[i];
                float apart = args.Pairs[row + i];
                if (key == best)
                {
                    keys[i] = 0;
                    args.Picks[pick] = best;
                    args.Squared[SortKey.IndexOfMaximum(best)] = -1;
                }
                else if (key != 0 && apart < SortKey.Value(key))
                {
                    keys[i] = SortKey.ForMaximum(apart, SortKey.IndexOfMaximum(key));
                }
            }
            Group.Barrier();
        }
    }
}
