namespace Pipeline3D.Geometry.Numerics;

/// <summary>Three doubles: for sums and solves where the float32 of stored coordinates is too coarse.</summary>
/// <param name="X">First component.</param>
/// <param name="Y">Second component.</param>
/// <param name="Z">Third component.</param>
public readonly record struct Vector3d(double X, double Y, double Z)
{
    /// <summary>Euclidean length, in the unit of the components.</summary>
    public double Length => Math.Sqrt(Dot(this, this));

    /// <summary>Sum.</summary>
    public static Vector3d operator +(Vector3d left, Vector3d right)
        => new(left.X + right.X, left.Y + right.Y, left.Z + right.Z);

    /// <summary>Difference.</summary>
    public static Vector3d operator -(Vector3d left, Vector3d right)
        => new(left.X - right.X, left.Y - right.Y, left.Z - right.Z);

    /// <summary>Opposite vector.</summary>
    public static Vector3d operator -(Vector3d value) => new(-value.X, -value.Y, -value.Z);

    /// <summary>Product with a number.</summary>
    public static Vector3d operator *(double factor, Vector3d value)
        => new(factor * value.X, factor * value.Y, factor * value.Z);

    /// <summary>Sum; the named form of the operator.</summary>
    public static Vector3d Add(Vector3d left, Vector3d right) => left + right;

    /// <summary>Difference; the named form of the operator.</summary>
    public static Vector3d Subtract(Vector3d left, Vector3d right) => left - right;

    /// <summary>Opposite vector; the named form of the operator.</summary>
    public static Vector3d Negate(Vector3d value) => -value;

    /// <summary>Product with a number; the named form of the operator.</summary>
    public static Vector3d Multiply(double factor, Vector3d value) => factor * value;

    /// <summary>Scalar product.</summary>
    public static double Dot(Vector3d left, Vector3d right)
        => left.X * right.X + left.Y * right.Y + left.Z * right.Z;

    /// <summary>Vector product, right-handed.</summary>
    public static Vector3d Cross(Vector3d left, Vector3d right) => new(
        left.Y * right.Z - left.Z * right.Y,
        left.Z * right.X - left.X * right.Z,
        left.X * right.Y - left.Y * right.X);

    /// <summary>The vector of length 1 in the same direction; the zero vector stays zero.</summary>
    public Vector3d Normalised() => Length is > 0 and double length ? 1 / length * this : this;

    /// <summary>Point <paramref name="index"/> of a cloud.</summary>
    public static Vector3d Of(PointCloud cloud, int index) => new(cloud.X[index], cloud.Y[index], cloud.Z[index]);

    /// <summary>The mean of a cloud's points; zero for an empty cloud. Cost: O(n).</summary>
    public static Vector3d MeanOf(PointCloud cloud)
    {
        if (cloud.Count == 0)
            return default;
        ReadOnlySpan<float> xs = cloud.X, ys = cloud.Y, zs = cloud.Z;
        // Side by side: each addition waits for the one before it.
        double x = 0, y = 0, z = 0;
        for (int i = 0; i < xs.Length; i++)
            (x, y, z) = (x + xs[i], y + ys[i], z + zs[i]);
        return 1.0 / cloud.Count * new Vector3d(x, y, z);
    }
}
