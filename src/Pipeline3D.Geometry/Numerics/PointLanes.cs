using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipeline3D.Geometry.Numerics;

/// <summary>Eight points in double; every lane computes as <see cref="Vector3d"/> would, bit by bit.</summary>
/// <param name="X">First components.</param>
/// <param name="Y">Second components.</param>
/// <param name="Z">Third components.</param>
internal readonly record struct PointLanes(Vector512<double> X, Vector512<double> Y, Vector512<double> Z)
{
    /// <summary>Points of the two together.</summary>
    public const int Pair = 16;

    /// <summary>Points first to first + 7 and the eight after them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (PointLanes Low, PointLanes High) Of(ReadOnlySpan<float> x, ReadOnlySpan<float> y,
        ReadOnlySpan<float> z, int first)
    {
        Vector512<float> xs = Vector512.Create(x[first..]), ys = Vector512.Create(y[first..]),
            zs = Vector512.Create(z[first..]);
        return (new(Vector512.WidenLower(xs), Vector512.WidenLower(ys), Vector512.WidenLower(zs)),
            new(Vector512.WidenUpper(xs), Vector512.WidenUpper(ys), Vector512.WidenUpper(zs)));
    }

    /// <summary>Difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PointLanes Minus(Vector3d other) => new(X - Vector512.Create(other.X), Y - Vector512.Create(other.Y),
        Z - Vector512.Create(other.Z));

    /// <summary>Scalar product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<double> Dot(Vector3d row) => (row.X * X) + (row.Y * Y) + (row.Z * Z);

    /// <summary>Squared lengths.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<double> Squared() => (X * X) + (Y * Y) + (Z * Z);
}
