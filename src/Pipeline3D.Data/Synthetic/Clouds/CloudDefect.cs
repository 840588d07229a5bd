using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Clouds;

/// <summary>A defect of a closed shape: it changes the radius around one direction.</summary>
/// <param name="kind">One of <see cref="Kinds"/>.</param>
/// <param name="centre">Unit direction of its middle.</param>
/// <param name="reach">Its radius as an angle, radians.</param>
internal sealed class CloudDefect(string kind, Vector3 centre, float reach)
{
    /// <summary>All kinds: those of Real3D-AD.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["bulge", "sink"];

    /// <summary>Draws place and size.</summary>
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
        return new CloudDefect(kind, centre, (float)(reach * random.Between(0.85, 1.15)));
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
            "sink" => radius - 0.14f * Dome(distance),
            _ => throw new InvalidOperationException($"'{kind}' is no kind of cloud defect"),
        };
    }

    private static float Dome(float distance)
    {
        float rest = Math.Max(0, 1 - distance * distance);
        return rest * rest;
    }
}
