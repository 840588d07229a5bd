using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels;

/// <summary>The coordinates of n points, seen in place.</summary>
/// <remarks>The unit is the caller's; results come in the same unit or its square.</remarks>
public readonly ref struct PointSpans
{
    /// <summary>Takes three spans of one length.</summary>
    /// <param name="x">Shape [n].</param>
    /// <param name="y">Shape [n].</param>
    /// <param name="z">Shape [n].</param>
    /// <exception cref="ArgumentException">The lengths differ, or a coordinate is NaN or infinite.</exception>
    /// <remarks>Cost: one pass over the coordinates, since a NaN would turn up as a wrong index on a device.</remarks>
    public PointSpans(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z)
    {
        Require.Length(y.Length, x.Length, nameof(y));
        Require.Length(z.Length, x.Length, nameof(z));
        Require.Finite(x);
        Require.Finite(y);
        Require.Finite(z);
        X = x;
        Y = y;
        Z = z;
    }

    /// <summary>x of every point; shape [Count].</summary>
    public ReadOnlySpan<float> X { get; }

    /// <summary>y of every point; shape [Count].</summary>
    public ReadOnlySpan<float> Y { get; }

    /// <summary>z of every point; shape [Count].</summary>
    public ReadOnlySpan<float> Z { get; }

    /// <summary>Number of points.</summary>
    public int Count => X.Length;

    /// <summary>The coordinates of a cloud, not copied.</summary>
    /// <exception cref="ArgumentException">A coordinate is NaN or infinite.</exception>
    public static PointSpans Of(PointCloud cloud) => new(cloud.X, cloud.Y, cloud.Z);
}
