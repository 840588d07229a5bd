using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Data.Synthetic.Meshes;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>A crack: p - depth (1 - (d / width)^2)(1 + 0.25 g) n_i, d the distance from a line on the
/// surface.</summary>
/// <param name="Line">Corners of the line; the recipe has 5 segments of 0.06 to 0.12. At least 2.</param>
/// <param name="Normal">Unit normal at the line's first corner.</param>
/// <param name="Width">Half the groove's width; the recipe draws 0.015 to 0.05.</param>
/// <param name="Depth">Depth of its middle; the recipe draws 0.02 to 0.05.</param>
/// <param name="NoiseSeed">Seed of the jags g, uniform in [-1, 1).</param>
/// <remarks>Labelled is what lies closer to the line than the width. Source: as of <see
/// cref="BumpDraw"/>.</remarks>
public sealed record CrackDraw(
    ImmutableArray<Vector3> Line, Vector3 Normal, float Width, float Depth, ulong NoiseSeed)
    : AnomalyDraw(AnomalyKind.Crack)
{
    /// <summary>Share of the depth that a jag adds or takes at most.</summary>
    public const float Jag = 0.25f;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, ImmutableArray<double> Values)> Parameters =>
        [("line", [.. Line.SelectMany(corner => new double[] { corner.X, corner.Y, corner.Z })]),
            Vector("normal", Normal), Number("width", Width), Number("depth", Depth), Number("noise_seed", NoiseSeed)];

    /// <summary>Distance of a point from the line.</summary>
    public float Distance(Vector3 point)
    {
        float least = float.PositiveInfinity;
        for (int i = 0; i + 1 < Line.Length; i++)
        {
            Vector3 along = Line[i + 1] - Line[i];
            float squared = along.LengthSquared();
            float share = squared > 0 ? Math.Clamp(Vector3.Dot(point - Line[i], along) / squared, 0, 1) : 0;
            least = Math.Min(least, Vector3.Distance(point, Line[i] + share * along));
        }
        return least;
    }

    /// <inheritdoc/>
    public override SpoiltCloud On(SurfaceCloud cloud) => On(cloud, PointNoise.Uniform(NoiseSeed, cloud.Count));

    /// <summary>Puts the crack on a cloud with given jags.</summary>
    /// <param name="cloud">The cloud.</param>
    /// <param name="jags">Shape [n]: a number of -1 to 1 for each point.</param>
    /// <exception cref="ArgumentException">There is not one number a point.</exception>
    public SpoiltCloud On(SurfaceCloud cloud, ReadOnlySpan<float> jags)
    {
        if (jags.Length != cloud.Count)
            throw new ArgumentException($"{jags.Length} numbers do not match {cloud.Count} points", nameof(jags));
        bool[] patch = cloud.Patch(new AnomalyFrame(Line[0], Normal), Length + Width), labels = new bool[cloud.Count];
        Vector3[] points = [.. cloud.Points];
        for (int i = 0; i < points.Length; i++)
        {
            float distance = Distance(points[i]) / Width;
            if (!patch[i] || !(distance < 1))
                continue;
            points[i] -= Depth * (1 - distance * distance) * (1 + Jag * jags[i]) * cloud.Normals[i];
            labels[i] = true;
        }
        return SpoiltCloud.Moved(points, labels);
    }

    internal override SpoiltMesh On(SurfaceMesh mesh)
        => mesh.Refine(MeshRegion.Tube(this), Width / 3).Moved(this);

    private float Length => Enumerable.Range(1, Line.Length - 1).Sum(i => Vector3.Distance(Line[i], Line[i - 1]));
}
