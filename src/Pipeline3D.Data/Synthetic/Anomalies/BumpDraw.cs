using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Data.Synthetic.Meshes;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>A bulge or a concavity: p + h w n, with w = (1 - u^2)^2 and u the distance from the centre in
/// radii.</summary>
/// <param name="Frame">Centre and direction.</param>
/// <param name="Radius">r; the recipe draws 0.12 to 0.25.</param>
/// <param name="Height">h; the recipe draws 0.04 to 0.12; negative: a concavity.</param>
/// <remarks>Labelled is what moves by more than 5 % of h. Source: a reconstruction of Anomaly-ShapeNet (Li et al.
/// 2024), whose anomalies were sculpted by hand.</remarks>
public sealed record BumpDraw(AnomalyFrame Frame, float Radius, float Height)
    : AnomalyDraw(Height < 0 ? AnomalyKind.Concavity : AnomalyKind.Bulge)
{
    /// <summary>Share of the height from which on a moved point is labelled.</summary>
    public const float LabelThreshold = 0.05f;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, ImmutableArray<double> Values)> Parameters =>
        [Vector("centre", Frame.Centre), Vector("normal", Frame.Normal), Number("radius", Radius),
            Number("height", Height)];

    /// <inheritdoc/>
    public override SpoiltCloud On(SurfaceCloud cloud)
    {
        bool[] patch = cloud.Patch(Frame, Radius), labels = new bool[cloud.Count];
        Vector3[] points = [.. cloud.Points];
        for (int i = 0; i < points.Length; i++)
        {
            float u = Vector3.Distance(points[i], Frame.Centre) / Radius;
            if (!patch[i] || u >= 1)
                continue;
            float w = (1 - u * u) * (1 - u * u);
            points[i] += Height * w * Frame.Normal;
            labels[i] = w > LabelThreshold;
        }
        return SpoiltCloud.Moved(points, labels);
    }

    internal override SpoiltMesh On(SurfaceMesh mesh)
        => mesh.Refine(MeshRegion.Ball(Frame.Centre, Radius), Radius / 8).Moved(this);
}
