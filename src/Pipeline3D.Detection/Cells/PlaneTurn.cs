using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Cells;

/// <summary>Turns of a cloud about the normal of the plane that lies closest to it: the table where it is in the scan,
/// else the side of the part that the sensor saw.</summary>
internal static class PlaneTurn
{
    /// <summary>The turn.</summary>
    /// <param name="points">The cloud; not empty.</param>
    /// <param name="degrees">How far, against the clock seen from the sensor's side.</param>
    /// <remarks>The axis goes through the mean and looks against z, the way that sensors look along, so that a turn
    /// does not depend on the sign of an eigenvector.</remarks>
    public static Rigid Of(PointCloud points, double degrees)
    {
        Vector3d mean = Vector3d.MeanOf(points);
        double xx = 0, xy = 0, xz = 0, yy = 0, yz = 0, zz = 0, scale = 0;
        for (int i = 0; i < points.Count; i++)
        {
            Vector3d r = Vector3d.Of(points, i) - mean;
            scale = Math.Max(scale, Math.Max(Math.Abs(r.X), Math.Max(Math.Abs(r.Y), Math.Abs(r.Z))));
        }
        if (scale == 0)
            return Rigid.Identity;
        for (int i = 0; i < points.Count; i++)
        {
            Vector3d r = 1 / scale * (Vector3d.Of(points, i) - mean);
            (xx, xy, xz) = (xx + (r.X * r.X), xy + (r.X * r.Y), xz + (r.X * r.Z));
            (yy, yz, zz) = (yy + (r.Y * r.Y), yz + (r.Y * r.Z), zz + (r.Z * r.Z));
        }
        Vector3d axis = SymmetricEigen3.Of(xx, xy, xz, yy, yz, zz).Smallest;
        if (axis.Z > 0 || (axis.Z == 0 && (axis.Y > 0 || (axis.Y == 0 && axis.X > 0))))
            axis = -axis;
        (double sine, double cosine) = Math.SinCos(degrees * Math.PI / 180);
        double rest = 1 - cosine;
        var turn = new Rigid(
            new(cosine + (rest * axis.X * axis.X), (rest * axis.X * axis.Y) - (sine * axis.Z),
                (rest * axis.X * axis.Z) + (sine * axis.Y)),
            new((rest * axis.X * axis.Y) + (sine * axis.Z), cosine + (rest * axis.Y * axis.Y),
                (rest * axis.Y * axis.Z) - (sine * axis.X)),
            new((rest * axis.X * axis.Z) - (sine * axis.Y), (rest * axis.Y * axis.Z) + (sine * axis.X),
                cosine + (rest * axis.Z * axis.Z)), default);
        return turn with { Translation = mean - turn.Turn(mean) };
    }
}
