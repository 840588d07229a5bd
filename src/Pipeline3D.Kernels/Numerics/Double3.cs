namespace Pipeline3D.Kernels;

/// <summary>Three doubles with the few operations that kernels need.</summary>
/// <remarks>Stands in for Geometry's Vector3d, whose operators are written for the cores; same formulas in the same
/// order.</remarks>
internal readonly record struct Double3(double X, double Y, double Z)
{
    public static Double3 Minus(Double3 left, Double3 right)
        => new(left.X - right.X, left.Y - right.Y, left.Z - right.Z);

    public static Double3 Times(double factor, Double3 value)
        => new(factor * value.X, factor * value.Y, factor * value.Z);

    /// <summary>Scalar product, summed x, y, z in that order.</summary>
    public static double Dot(Double3 left, Double3 right)
        => (left.X * right.X) + (left.Y * right.Y) + (left.Z * right.Z);

    /// <summary>Vector product, right-handed.</summary>
    public static Double3 Cross(Double3 left, Double3 right) => new(
        (left.Y * right.Z) - (left.Z * right.Y),
        (left.Z * right.X) - (left.X * right.Z),
        (left.X * right.Y) - (left.Y * right.X));

    /// <summary>Euclidean length.</summary>
    public static double Length(Double3 value) => Math.Sqrt(Dot(value, value));
}
