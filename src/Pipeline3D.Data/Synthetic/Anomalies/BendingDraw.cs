using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Data.Synthetic.Meshes;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>Bending: what lies a distance s &gt; 0 beyond a plane turns by theta min(1, s / l) about an axis in
/// it.</summary>
/// <param name="Place">p0, on the plane and the axis.</param>
/// <param name="Normal">Unit normal a of the plane, towards what turns.</param>
/// <param name="Axis">Unit axis b, in the plane.</param>
/// <param name="Angle">theta in radians; the recipe draws 10 to 30 degrees.</param>
/// <param name="Length">l, over which the turn grows; the recipe draws 0.2 to 0.4.</param>
/// <remarks>Labelled is what moves by more than 0.01. Source: as of <see cref="BumpDraw"/>.</remarks>
public sealed record BendingDraw(Vector3 Place, Vector3 Normal, Vector3 Axis, float Angle, float Length)
    : AnomalyDraw(AnomalyKind.Bending)
{
    /// <summary>Distance from which on a moved point is labelled.</summary>
    public const float LabelThreshold = 0.01f;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, ImmutableArray<double> Values)> Parameters =>
        [Vector("place", Place), Vector("normal", Normal), Vector("axis", Axis), Number("angle_rad", Angle),
            Number("length", Length)];

    /// <inheritdoc/>
    public override SpoiltCloud On(SurfaceCloud cloud)
    {
        Vector3[] points = [.. cloud.Points];
        var labels = new bool[points.Length];
        for (int i = 0; i < points.Length; i++)
        {
            float s = Vector3.Dot(points[i] - Place, Normal);
            if (!(s > 0))
                continue;
            Vector3 turned = Turn(points[i], Angle * Math.Min(1, (double)s / Length));
            labels[i] = Vector3.Distance(turned, points[i]) > LabelThreshold;
            points[i] = turned;
        }
        return SpoiltCloud.Moved(points, labels);
    }

    internal override SpoiltMesh On(SurfaceMesh mesh)
        => mesh.Refine(MeshRegion.Beyond(Place, Normal), Length / 8).Moved(this);

    // Rodrigues' formula in doubles, so that the stiff end keeps its distances to float32.
    private Vector3 Turn(Vector3 point, double angle)
    {
        Vector3d axis = Of(Axis), from = Of(point) - Of(Place);
        (double sine, double cosine) = Math.SinCos(angle);
        Vector3d turned = Of(Place) + cosine * from + sine * Vector3d.Cross(axis, from)
            + (1 - cosine) * Vector3d.Dot(axis, from) * axis;
        return new Vector3((float)turned.X, (float)turned.Y, (float)turned.Z);
    }

    private static Vector3d Of(Vector3 value) => new(value.X, value.Y, value.Z);
}
