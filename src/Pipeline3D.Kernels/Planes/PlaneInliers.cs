using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.ScanReduceOperations;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Planes;

/// <summary>Counts, for every plane, the points closer to it than a threshold; a group counts one plane in one chunk of
/// the points.</summary>
internal struct PlaneInliers
{
    public CloudView Cloud;

    /// <summary>a, b, c, d of every plane with the unit normal (a, b, c); shape [planes, 4].</summary>
    public ArrayView<float> Planes;

    /// <summary>Inliers of every plane; shape [planes], 0 before.</summary>
    public ArrayView<int> Counts;

    /// <summary>A point strictly closer than this counts.</summary>
    public float Threshold;

    public int Count;

    /// <summary>Groups per plane.</summary>
    public int Chunks;

    [Kernel]
    public static void Run(PlaneInliers args)
    {
        int plane = Grid.IdxX / args.Chunks, chunk = Grid.IdxX - (plane * args.Chunks);
        float a = args.Planes[4 * plane], b = args.Planes[(4 * plane) + 1], c = args.Planes[(4 * plane) + 2],
            d = args.Planes[(4 * plane) + 3];
        int count = 0;
        for (int i = (chunk * Group.DimX) + Group.IdxX; i < args.Count; i += args.Chunks * Group.DimX)
            count += MathF.Abs((a * args.Cloud.X[i]) + (b * args.Cloud.Y[i]) + (c * args.Cloud.Z[i]) + d)
                < args.Threshold ? 1 : 0;
        count = GroupExtensions.Reduce<int, AddInt32>(count);
        if (Group.IsFirstThread)
            Atomic.Add(ref args.Counts[plane], count);
    }
}
