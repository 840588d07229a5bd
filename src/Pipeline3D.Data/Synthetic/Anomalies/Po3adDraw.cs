using System.Collections.Immutable;
using System.Numerics;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>PO3AD's pseudo-anomaly: one part of the cloud moves along its normals, the middle most, the rim not at
/// all.</summary>
/// <param name="Region">Indices of the part's points, nearest to its middle first; the first is the middle.</param>
/// <param name="Amplitude">How far the middle moves; the code draws U(0.06, 0.12) and a sign.</param>
/// <param name="Signed">Whether points move along their normals. False is the code's quirk: along the absolute value of
/// each component, which moves one half of a body inwards by what moves the other outwards.</param>
/// <remarks>Source: the released code of PO3AD (Ye et al. 2025). Labelled are all points of the part.</remarks>
public sealed record Po3adDraw(ImmutableArray<int> Region, float Amplitude, bool Signed)
    : AnomalyDraw(AnomalyKind.Po3ad)
{
    /// <summary>Parts that a cloud is cropped into.</summary>
    public const int Parts = 64;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, ImmutableArray<double> Values)> Parameters =>
        [Number("middle", Region[0]), Number("points", Region.Length), Number("amplitude", Amplitude),
            Number("signed", Signed ? 1 : 0)];

    /// <summary>Points of one part: a 64th, rounded up.</summary>
    public static int PartSize(int points) => (points + Parts - 1) / Parts;

    /// <summary>The part around a point, when no other was cropped before.</summary>
    public static ImmutableArray<int> PartAround(SurfaceCloud cloud, int middle)
        => [.. cloud.Nearest(cloud.Points[middle], PartSize(cloud.Count))];

    /// <inheritdoc/>
    public override SpoiltCloud On(SurfaceCloud cloud)
    {
        Vector3[] points = [.. cloud.Points];
        var labels = new bool[points.Length];
        Vector3 middle = cloud.Points[Region[0]];
        // 1 - d / d_max runs from 1 in the middle to 0 at the rim, so that scaling it to 0..1 changes nothing.
        float reach = Region.Max(i => Vector3.Distance(cloud.Points[i], middle));
        foreach (int i in Region)
        {
            float share = reach > 0 ? 1 - Vector3.Distance(cloud.Points[i], middle) / reach : 1;
            points[i] += Amplitude * share * (Signed ? cloud.Normals[i] : Vector3.Abs(cloud.Normals[i]));
            labels[i] = true;
        }
        return SpoiltCloud.Moved(points, labels);
    }
}
