namespace Pipeline3D.Kernels;

/// <summary>Three floats with the few operations that kernels need.</summary>
/// <remarks>Stands in for System.Numerics.Vector3, whose methods and operators device compilers refuse.</remarks>
/// <param name="X">First component.</param>
/// <param name="Y">Second component.</param>
/// <param name="Z">Third component.</param>
internal readonly record struct Float3(float X, float Y, float Z)
{
    /// <summary>Difference.</summary>
    public static Float3 Minus(Float3 left, Float3 right)
        => new(left.X - right.X, left.Y - right.Y, left.Z - right.Z);

    /// <summary>left + factor * right.</summary>
    public static Float3 Plus(Float3 left, float factor, Float3 right)
        => new(left.X + (factor * right.X), left.Y + (factor * right.Y), left.Z + (factor * right.Z));

    /// <summary>Product with a number.</summary>
    public static Float3 Times(float factor, Float3 value)
        => new(factor * value.X, factor * value.Y, factor * value.Z);

    /// <summary>Scalar product, summed x, y, z in that order.</summary>
    public static float Dot(Float3 left, Float3 right)
        => (left.X * right.X) + (left.Y * right.Y) + (left.Z * right.Z);

    /// <summary>The vector of length 1 in the same direction; the zero vector stays zero.</summary>
    public static Float3 Normalised(Float3 value)
    {
        float squared = Dot(value, value);
        return squared > 0 ? Times(1 / MathF.Sqrt(squared), value) : value;
    }
}
