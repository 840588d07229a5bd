using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Clouds;

/// <summary>A defect of a closed shape: it changes the radius around one direction.</summary>
/// <param name="kind">One of <see cref="Kinds"/>.</param>
/// <param name="centre">Unit direction of its middle.</param>
/// <param name="reach">Its radius as an angle, radians.</param>
/// <param name="along">Unit direction across <paramref name="centre"/> along which a crack or scratch runs.</param>
internal sealed class CloudDefect(string kind, Vector3 centre, float reach, Vector3 along)
{
    /// <summary>All kinds: those of Anomaly-ShapeNet as it spells them, and Real3D-AD's bulge and sink.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
        ["bending", "broken", "bulge", "concavity", "crak", "hole", "scratch", "sink"];

    /// <summary>Draws place, size and direction.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="near">The defect lies within 45 degrees of this direction, so that a sensor there sees it.</param>
    /// <param name="reach">Its mean radius as an angle, radians.</param>
    /// <param name="random">Source of the choices.</param>
    public static CloudDefect Draw(string kind, Vector3 near, double reach, SplitMix64 random)
    {
        var aside = new Vector3((float)random.NextNormal(), (float)random.NextNormal(), (float)random.NextNormal());
        Vector3 across = Vector3.Normalize(aside - Vector3.Dot(aside, near) * near);
        double turn = random.Between(0, Math.PI / 4);
        Vector3 centre = Vector3.Normalize((float)Math.Cos(turn) * near + (float)Math.Sin(turn) * across);
        Vector3 along = Vector3.Normalize(Vector3.Cross(centre, across));
        return new CloudDefect(kind, centre, (float)(reach * random.Between(0.85, 1.15)), along);
    }

    /// <summary>The radius in a direction, given that of the sound shape.</summary>
    /// <exception cref="InvalidOperationException">The kind is unknown.</exception>
    public float Radius(Vector3 direction, float radius)
    {
        float cosine = Vector3.Dot(direction, centre);
        if (cosine <= 0)
            return radius;
        // Distance from the middle in units of the reach, on the plane that touches the sphere there.
        Vector3 offset = (direction / cosine - centre) / MathF.Tan(reach);
        float distance = offset.Length();
        return kind switch
        {
            "bulge" => radius + 0.14f * Dome(distance),
            "concavity" or "sink" => radius - 0.14f * Dome(distance),
            "hole" => radius - 0.35f * (1 - Smooth(0.55f, 0.65f, distance)),
            // A plane cuts the cap off.
            "broken" => Math.Min(radius, MathF.Cos(1.1f * reach) / cosine),
            "crak" => radius - 0.09f * Groove(offset, 1.6f, 0.30f, 0.22f),
            "scratch" => radius - 0.03f * Groove(offset, 1.6f, 0.30f, 0),
            // Everything near the centre is pushed sideways: one flank rises and the other falls.
            "bending" => radius + 0.16f * Dome(distance / 1.4f) * Vector3.Dot(offset, along),
            _ => throw new InvalidOperationException($"'{kind}' is no kind of cloud defect"),
        };
    }

    private static float Dome(float distance)
    {
        float rest = Math.Max(0, 1 - distance * distance);
        return rest * rest;
    }

    private float Groove(Vector3 offset, float length, float width, float wander)
    {
        float run = Vector3.Dot(offset, along), side = Vector3.Dot(offset, Vector3.Cross(centre, along));
        side += wander * MathF.Sin(5 * run) + 0.5f * wander * MathF.Sin(13 * run);
        return Math.Abs(run) > length ? 0 : 1 - Smooth(0.5f * width, width, Math.Abs(side));
    }

    private static float Smooth(float low, float high, float value) => (float)Shaping.Step(low, high, value);
}
