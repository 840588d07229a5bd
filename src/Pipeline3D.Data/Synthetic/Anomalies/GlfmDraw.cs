using System.Collections.Immutable;
using System.Numerics;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>GLFM's peak: the points nearest to one move along its normal, by (k - rank) gain spacing^2.</summary>
/// <param name="Frame">The middle and its normal.</param>
/// <param name="Stretch">Factors per axis under which nearness is told; the code draws U(0.8, 1.2) each.</param>
/// <param name="Count">k; the code draws 1 to 2 % of the points.</param>
/// <param name="Step">How far each rank moves further than the next: 100 times the mean squared spacing in the
/// code.</param>
/// <remarks>The step is an area, so the height of the peak depends on the unit of the coordinates: a quirk of the
/// code. Source: the released code of GLFM. Labelled are all k points.</remarks>
public sealed record GlfmDraw(AnomalyFrame Frame, Vector3 Stretch, int Count, float Step)
    : AnomalyDraw(AnomalyKind.Glfm)
{
    /// <summary>The code's factor of the mean squared spacing.</summary>
    public const float Gain = 100;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, ImmutableArray<double> Values)> Parameters =>
        [Vector("centre", Frame.Centre), Vector("normal", Frame.Normal), Vector("stretch", Stretch),
            Number("points", Count), Number("step", Step)];

    /// <inheritdoc/>
    public override SpoiltCloud On(SurfaceCloud cloud)
    {
        Vector3[] points = [.. cloud.Points];
        var labels = new bool[points.Length];
        int[] region = cloud.Nearest(Frame.Centre, Count, offset => Stretch * offset);
        for (int rank = 0; rank < region.Length; rank++)
        {
            points[region[rank]] += (region.Length - rank) * Step * Frame.Normal;
            labels[region[rank]] = true;
        }
        return SpoiltCloud.Moved(points, labels);
    }
}
