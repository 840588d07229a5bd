namespace Pipeline3D.Kernels.Numerics;

/// <summary>Three floats.</summary>
/// <remarks>Stands in for System.Numerics.Vector3, whose methods and operators device compilers refuse.</remarks>
/// <param name="X">First component.</param>
/// <param name="Y">Second component.</param>
/// <param name="Z">Third component.</param>
internal readonly record struct Float3(float X, float Y, float Z)
{
    /// <summary>Difference.</summary>
    public static Float3 Minus(Float3 left, Float3 right)
        => new(left.X - right.X, left.Y - right.Y, left.Z - right.Z);
}
