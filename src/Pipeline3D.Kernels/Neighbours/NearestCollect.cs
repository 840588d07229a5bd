using ILGPU;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Neighbours;

/// <summary>Writes found neighbours as rows in the order of the queries; one index per query and rank.</summary>
internal struct NearestCollect
{
    /// <summary>Shape [K, q], by slot.</summary>
    public ArrayView<ulong> Keys;

    /// <summary>Query of every slot; empty when the slots are the queries.</summary>
    public ArrayView<int> Members;

    /// <summary>Shape [q, K]; overwritten.</summary>
    public ArrayView<int> Index;

    /// <summary>Distances, not squared; shape [q, K]; overwritten.</summary>
    public ArrayView<float> Distance;

    public int Count;

    public int K;

    [Kernel]
    public static void Run(Index1D index, NearestCollect args)
    {
        int rank = index / args.Count, slot = index - (rank * args.Count);
        long at = ((args.Members.Length > 0 ? args.Members[slot] : slot) * (long)args.K) + rank;
        ulong key = args.Keys[index];
        args.Index[at] = SortKey.IndexOfMinimum(key);
        args.Distance[at] = MathF.Sqrt(SortKey.Value(key));
    }
}
