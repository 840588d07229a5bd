using System.Collections.Immutable;
using System.Numerics;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>R3D-AD's Patch-Gen: the points nearest to a viewpoint move along the line of sight, the nearest
/// most.</summary>
/// <param name="View">The viewpoint; the copy of the code draws one of the 26 places (-2, 0 or 2)^3 but the
/// origin.</param>
/// <param name="Scale">Largest way; away from the viewpoint where positive. The code draws U(0, 0.2) and a
/// sign.</param>
/// <param name="Magnitudes">Shares of the scale, one a point; their order does not matter. The code draws k of U(0, 1),
/// k of n/32 to n/4.</param>
/// <remarks>Source: a public copy of R3D-AD's code (Zhou et al. 2024). Labelled are all of the region.</remarks>
public sealed record PatchGenDraw(Vector3 View, float Scale, ImmutableArray<float> Magnitudes)
    : AnomalyDraw(AnomalyKind.PatchGen)
{
    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, ImmutableArray<double> Values)> Parameters =>
        [Vector("view", View), Number("scale", Scale), Number("points", Magnitudes.Length)];

    /// <summary>The points that move, nearest to the viewpoint first.</summary>
    public ImmutableArray<int> Region(SurfaceCloud cloud) => [.. cloud.Nearest(View, Magnitudes.Length)];

    /// <inheritdoc/>
    public override SpoiltCloud On(SurfaceCloud cloud)
    {
        Vector3[] points = [.. cloud.Points];
        var labels = new bool[points.Length];
        float[] falling = [.. Magnitudes.OrderDescending()];
        ImmutableArray<int> region = Region(cloud);
        for (int rank = 0; rank < region.Length; rank++)
        {
            Vector3 sight = points[region[rank]] - View;
            if (sight != default)
                points[region[rank]] += Scale * falling[rank] * Vector3.Normalize(sight);
            labels[region[rank]] = true;
        }
        return SpoiltCloud.Moved(points, labels);
    }
}
