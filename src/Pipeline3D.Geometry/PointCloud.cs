using System.Numerics;

namespace Pipeline3D.Geometry;

/// <summary>A cloud of points as structure of arrays: all x, all y, all z, each 64-byte aligned float32.</summary>
/// <remarks>The unit is the owner's business; kernels work in whatever unit they are given.
/// Blocks treat a cloud they received as read-only and write into one they made.</remarks>
public sealed class PointCloud
{
    private readonly AlignedFloats _floats;
    private readonly int _stride;

    /// <summary>Makes a cloud of <paramref name="count"/> points at the origin.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public PointCloud(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Count = count;
        _stride = checked(count + 15) & ~15;
        _floats = new AlignedFloats(checked(3 * _stride));
    }

    /// <summary>Number of points.</summary>
    public int Count { get; }

    /// <summary>Size of the coordinates in bytes.</summary>
    public long ByteSize => 3L * _stride * sizeof(float);

    /// <summary>x of every point; shape [Count].</summary>
    public Span<float> X => _floats.Span[..Count];

    /// <summary>y of every point; shape [Count].</summary>
    public Span<float> Y => _floats.Span.Slice(_stride, Count);

    /// <summary>z of every point; shape [Count].</summary>
    public Span<float> Z => _floats.Span.Slice(2 * _stride, Count);

    /// <summary>x of every point as memory, for code that crosses threads; shape [Count].</summary>
    public Memory<float> XMemory => _floats.Memory[..Count];

    /// <summary>y of every point as memory; shape [Count].</summary>
    public Memory<float> YMemory => _floats.Memory.Slice(_stride, Count);

    /// <summary>z of every point as memory; shape [Count].</summary>
    public Memory<float> ZMemory => _floats.Memory.Slice(2 * _stride, Count);

    /// <summary>One point.</summary>
    public Vector3 this[int index]
    {
        get => new(X[index], Y[index], Z[index]);
        set => (X[index], Y[index], Z[index]) = (value.X, value.Y, value.Z);
    }

    /// <summary>Makes a cloud of interleaved coordinates.</summary>
    /// <param name="xyz">Shape [n, 3], row-major.</param>
    /// <exception cref="ArgumentException">The length is no multiple of three.</exception>
    public static PointCloud FromInterleaved(ReadOnlySpan<float> xyz)
    {
        if (xyz.Length % 3 != 0)
            throw new ArgumentException($"{xyz.Length} values are no whole number of points", nameof(xyz));
        var cloud = new PointCloud(xyz.Length / 3);
        Span<float> x = cloud.X, y = cloud.Y, z = cloud.Z;
        for (int i = 0, j = 0; i < cloud.Count; i++, j += 3)
            (x[i], y[i], z[i]) = (xyz[j], xyz[j + 1], xyz[j + 2]);
        return cloud;
    }

    /// <summary>The coordinates interleaved; shape [Count, 3], row-major.</summary>
    public float[] ToInterleaved()
    {
        var xyz = new float[checked(3 * Count)];
        Span<float> x = X, y = Y, z = Z;
        for (int i = 0, j = 0; i < Count; i++, j += 3)
            (xyz[j], xyz[j + 1], xyz[j + 2]) = (x[i], y[i], z[i]);
        return xyz;
    }

    /// <summary>A new cloud of the chosen points, in the order of <paramref name="indices"/>.</summary>
    public PointCloud Select(ReadOnlySpan<int> indices)
    {
        var chosen = new PointCloud(indices.Length);
        for (int i = 0; i < indices.Length; i++)
            chosen[i] = this[indices[i]];
        return chosen;
    }
}
