using System.Runtime.Intrinsics;

namespace Pipeline3D.Geometry.Numerics;

/// <summary>A rigid motion: rotation, then translation; all in double.</summary>
/// <param name="RowX">First row of the rotation.</param>
/// <param name="RowY">Second row of the rotation.</param>
/// <param name="RowZ">Third row of the rotation.</param>
/// <param name="Translation">Added after the rotation, in the unit of the coordinates.</param>
public readonly record struct Rigid(Vector3d RowX, Vector3d RowY, Vector3d RowZ, Vector3d Translation)
{
    /// <summary>The motion that changes nothing.</summary>
    public static Rigid Identity { get; } = new(new(1, 0, 0), new(0, 1, 0), new(0, 0, 1), default);

    /// <summary>Rotation Ry * Rx about the origin: first about x, then about y, both right-handed.</summary>
    /// <param name="xDegrees">Angle about x, degrees.</param>
    /// <param name="yDegrees">Angle about y, degrees.</param>
    public static Rigid Rotation(double xDegrees, double yDegrees)
    {
        (double sinX, double cosX) = Math.SinCos(xDegrees * Math.PI / 180);
        (double sinY, double cosY) = Math.SinCos(yDegrees * Math.PI / 180);
        return new Rigid(new(cosY, sinY * sinX, sinY * cosX), new(0, cosX, -sinX), new(-sinY, cosY * sinX, cosY * cosX),
            default);
    }

    /// <summary>The place a place moves to.</summary>
    public Vector3d Apply(Vector3d place) => Turn(place) + Translation;

    /// <summary>The direction a direction turns to.</summary>
    public Vector3d Turn(Vector3d direction) => new(
        Vector3d.Dot(RowX, direction), Vector3d.Dot(RowY, direction), Vector3d.Dot(RowZ, direction));

    /// <summary>A new cloud of the moved points, in the same order.</summary>
    public PointCloud Apply(PointCloud cloud)
    {
        var moved = new PointCloud(cloud.Count);
        Span<float> x = moved.X, y = moved.Y, z = moved.Z;
        ReadOnlySpan<float> fromX = cloud.X, fromY = cloud.Y, fromZ = cloud.Z;
        int i = 0;
        for (; i <= moved.Count - PointLanes.Pair; i += PointLanes.Pair)
        {
            (PointLanes low, PointLanes high) = PointLanes.Of(fromX, fromY, fromZ, i);
            Moved(low.Dot(RowX), high.Dot(RowX), Translation.X).CopyTo(x[i..]);
            Moved(low.Dot(RowY), high.Dot(RowY), Translation.Y).CopyTo(y[i..]);
            Moved(low.Dot(RowZ), high.Dot(RowZ), Translation.Z).CopyTo(z[i..]);
        }
        for (; i < moved.Count; i++)
        {
            Vector3d place = Apply(Vector3d.Of(cloud, i));
            (x[i], y[i], z[i]) = ((float)place.X, (float)place.Y, (float)place.Z);
        }
        return moved;
    }

    /// <summary>A new cloud of the points shifted by <paramref name="shift"/>, rounded once from double.</summary>
    public static PointCloud Translated(PointCloud cloud, Vector3d shift)
        => (Identity with { Translation = shift }).Apply(cloud);

    private static Vector512<float> Moved(Vector512<double> low, Vector512<double> high, double shift)
        => Vector512.Narrow(low + Vector512.Create(shift), high + Vector512.Create(shift));
}
