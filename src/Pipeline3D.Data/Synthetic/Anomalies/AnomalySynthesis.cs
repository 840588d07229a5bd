using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;
using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>Puts synthetic anomalies on clouds, with exact labels.</summary>
public static class AnomalySynthesis
{
    /// <summary>Fewest points of a cloud: a hundredth of fewer is no patch.</summary>
    public const int MinPoints = 200;

    /// <summary>Puts one anomaly on a cloud.</summary>
    /// <param name="points">The cloud, in any unit; at least <see cref="MinPoints"/> finite points that are not all the
    /// same.</param>
    /// <param name="sensor">Where the sensor stood, for a scan from one side; null: normals point outwards.</param>
    /// <param name="kind">What to put on it.</param>
    /// <param name="seed">Seed of all choices.</param>
    /// <param name="name">Name of the sample: each has a stream of random numbers of its own.</param>
    /// <param name="rules">What to keep to; the defaults when null.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>The cloud with the anomaly; its <see cref="SynthesizedAnomaly.Draw"/> is null, and its problem says
    /// why, when the kind does not fit on the cloud.</returns>
    /// <remarks>The cloud is taken to the unit ball, where the recipes are at home, and back; points that stay where
    /// they are keep their coordinates to the bit. Moved points are not spread anew: where a surface is stretched, it
    /// is thinner, and a detector can tell a bulge by that alone. The same seed and name give the same bytes at any
    /// number of threads. Cost: O(n log n) and O(n) a try.</remarks>
    /// <exception cref="ArgumentException">There are too few points, one is not finite, or all are the
    /// same.</exception>
    public static SynthesizedAnomaly OnCloud(PointCloud points, Vector3? sensor, AnomalyKind kind, ulong seed,
        string name, SynthesisRules? rules = null, CancellationToken stop = default)
    {
        rules ??= new SynthesisRules();
        if (points.Count < MinPoints)
            throw new ArgumentException($"{points.Count} points are too few, {MinPoints} are needed", nameof(points));
        var own = new Vector3[points.Count];
        for (int i = 0; i < own.Length; i++)
            own[i] = points[i];
        var ball = UnitBall.Of(own);
        Vector3[] scaled = ball.Scale(own);
        if (!Array.TrueForAll(scaled, point => float.IsFinite(point.LengthSquared())) || !Array.Exists(scaled,
            point => point != scaled[0]))
            throw new ArgumentException("a point is not finite, or all points are the same", nameof(points));
        PointCloud inBall = UnitBall.ToCloud(scaled);
        Vector3[] normals = sensor is { } place
            ? OutwardNormals.Towards((place - ball.Centre) / ball.Radius, inBall, rules.Threads, stop)
            : OutwardNormals.Of(inBall, rules.Threads, stop);
        var cloud = new SurfaceCloud(scaled, normals)
        {
            Graph = SurfaceGraph.Of(inBall, normals, rules.Threads, stop),
        };
        // GLFM's step is an area in the cloud's own unit.
        SynthesisRules scaledRules = rules with { GlfmGain = rules.GlfmGain * ball.Radius };
        AnomalyFound<SpoiltCloud> found = AnomalySearch.Find(kind, new CloudBody(cloud, inBall, rules.Threads),
            draw => rules.AddsPoints ? draw.On(cloud) : draw.On(cloud).WithoutAdded(), made => made.Share,
            SplitMix64.For(seed, name), scaledRules, stop);
        if (found.Draw is null)
            return new SynthesizedAnomaly(null, points, new bool[points.Count], [], 0, found.Problem);
        SpoiltCloud spoilt = found.Made!;
        var moved = new PointCloud(spoilt.Places.Length);
        for (int i = 0; i < moved.Count; i++)
        {
            int from = spoilt.Origin[i];
            moved[i] = from < 0 ? ball.Centre + ball.Radius * spoilt.Places[i]
                : own[from] + ball.Radius * (spoilt.Places[i] - scaled[from]);
        }
        return new SynthesizedAnomaly(found.Draw, moved, spoilt.Labels, spoilt.Origin, found.Share, "");
    }
}

/// <summary>A cloud with a synthetic anomaly.</summary>
/// <param name="Draw">The anomaly in numbers of the unit ball; null when none was found that fits.</param>
/// <param name="Points">The points, in the cloud's unit: those that stayed, in their order, then new ones.</param>
/// <param name="IsAnomalous">Which are anomalous; shape [n].</param>
/// <param name="Source">Index of each point in the cloud before, -1 for a new one; shape [n].</param>
/// <param name="Share">Share that is anomalous, 0 to 1.</param>
/// <param name="Problem">Why no anomaly was found; empty when one was.</param>
public sealed record SynthesizedAnomaly(AnomalyDraw? Draw, PointCloud Points, IReadOnlyList<bool> IsAnomalous,
    IReadOnlyList<int> Source, double Share, string Problem);
