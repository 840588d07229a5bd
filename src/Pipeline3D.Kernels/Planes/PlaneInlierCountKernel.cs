namespace Pipeline3D.Kernels;

/// <summary>Counts, for every plane, the points closer to it than a threshold; one index per plane and block of
/// points.</summary>
/// <typeparam name="TF">The device's floats.</typeparam>
/// <typeparam name="TI">The device's ints.</typeparam>
/// <remarks>Launched over planes x <see cref="Blocks"/> indices. A block is summed alone and added once, so the
/// counters see one atomic addition per block. Cost: one multiply-add of four terms per plane and point.</remarks>
public struct PlaneInlierCountKernel<TF, TI> : IKernelBody
    where TF : struct, IBuffer<float>
    where TI : struct, IAtomicInt32
{
    /// <summary>Points of a block.</summary>
    public const int BlockSize = 256;

    /// <summary>Coordinates; shape [n] each.</summary>
    public TF X, Y, Z;

    /// <summary>a, b, c, d of every plane with the unit normal (a, b, c); shape [planes, 4].</summary>
    public TF Planes;

    /// <summary>Inliers of every plane; shape [planes], 0 before the launch.</summary>
    public TI Counts;

    /// <summary>A point strictly closer than this counts; in the unit of the coordinates.</summary>
    public float Threshold;

    /// <summary>Blocks that cover the points.</summary>
    public int Blocks;

    /// <inheritdoc/>
    public void Execute(int index)
    {
        int plane = index / Blocks, first = (index - (plane * Blocks)) * BlockSize;
        int end = Math.Min(first + BlockSize, X.Length);
        float a = Planes[4 * plane], b = Planes[(4 * plane) + 1], c = Planes[(4 * plane) + 2],
            d = Planes[(4 * plane) + 3];
        int count = 0;
        for (int i = first; i < end; i++)
            count += MathF.Abs((a * X[i]) + (b * Y[i]) + (c * Z[i]) + d) < Threshold ? 1 : 0;
        Counts.AtomicAdd(plane, count);
    }
}
