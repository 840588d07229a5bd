using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Clouds;

/// <summary>A closed star-shaped body: an ellipsoid with the bumps of its category, a little of its own, and
/// defects.</summary>
/// <remarks>A stand-in for the categories of the cloud datasets: it has their size and their kinds of defects, not
/// their looks.</remarks>
internal sealed class ClosedShape
{
    // Shares of the radius by which a category and an instance leave the ellipsoid.
    private const float CategoryBumps = 0.22f, InstanceBumps = 0.012f;

    private readonly Vector3 _half;
    private readonly WaveField _category, _instance;
    private readonly CloudDefect? _defect;

    private ClosedShape(Vector3 half, WaveField category, WaveField instance, CloudDefect? defect)
        => (_half, _category, _instance, _defect) = (half, category, instance, defect);

    /// <summary>Makes an instance.</summary>
    /// <param name="half">Half the extents of the ellipsoid, in the layout's unit.</param>
    /// <param name="category">Source of what all instances share.</param>
    /// <param name="instance">Source of what is the instance's own.</param>
    public static ClosedShape Make(Vector3 half, SplitMix64 category, SplitMix64 instance)
        => new(half * (float)instance.Between(0.985, 1.015), new WaveField(category, 10, 1.5, 6),
            new WaveField(instance, 8, 2, 9), null);

    /// <summary>The same instance with a defect.</summary>
    public ClosedShape With(CloudDefect defect) => new(_half, _category, _instance, defect);

    /// <summary>Largest half extent.</summary>
    public float Size => Math.Max(_half.X, Math.Max(_half.Y, _half.Z));

    /// <summary>The surface point in a direction of the unit sphere, and whether a defect moved it.</summary>
    public (Vector3 Point, bool IsAnomalous) At(Vector3 direction)
    {
        float radius = 1 + CategoryBumps * _category.At(direction) + InstanceBumps * _instance.At(direction);
        if (_defect is null)
            return (radius * direction * _half, false);
        float changed = _defect.Radius(direction, radius);
        // Half a percent of the radius: what a bump's flat foot moves less is no defect to anyone.
        return (changed * direction * _half, Math.Abs(changed - radius) > 0.005f);
    }

    /// <summary>Unit normal of the surface, outwards.</summary>
    public Vector3 Normal(Vector3 direction)
    {
        const float Step = 2e-3f;
        Vector3 side = Vector3.Normalize(Vector3.Cross(
            direction, MathF.Abs(direction.X) < 0.7f ? Vector3.UnitX : Vector3.UnitY));
        Vector3 up = Vector3.Cross(direction, side);
        Vector3 du = At(Vector3.Normalize(direction + Step * side))
            .Point - At(Vector3.Normalize(direction - Step * side)).Point;
        Vector3 dv = At(Vector3.Normalize(direction + Step * up))
            .Point - At(Vector3.Normalize(direction - Step * up)).Point;
        Vector3 normal = Vector3.Normalize(Vector3.Cross(du, dv));
        return Vector3.Dot(normal, direction * _half) < 0 ? -normal : normal;
    }

    /// <summary>A direction drawn so that points lie evenly on the ellipsoid, not on the unit sphere.</summary>
    public Vector3 Draw(SplitMix64 random)
    {
        // The area that a patch of directions covers, over the largest: how likely a direction is kept.
        Vector3 areas = new(_half.Y * _half.Z, _half.X * _half.Z, _half.X * _half.Y);
        float largest = Math.Max(areas.X, Math.Max(areas.Y, areas.Z));
        while (true)
        {
            var direction = Vector3.Normalize(new Vector3(
                (float)random.NextNormal(), (float)random.NextNormal(), (float)random.NextNormal()));
            if (random.NextDouble() * largest < (areas * direction).Length())
                return direction;
        }
    }
}
