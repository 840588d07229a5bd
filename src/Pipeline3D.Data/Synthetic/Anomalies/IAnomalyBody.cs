using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>What a drawer asks of a body in the unit ball.</summary>
internal interface IAnomalyBody
{
    /// <summary>Number of points.</summary>
    int Count { get; }

    /// <summary>Mean distance of a point from its nearest other one.</summary>
    float Spacing { get; }

    /// <summary>A place on the surface, evenly by area.</summary>
    AnomalyFrame Pick(SplitMix64 random);

    /// <summary>The nearest place on the surface that faces the side of a direction.</summary>
    AnomalyFrame Nearest(Vector3 place, Vector3 facing);

    /// <summary>Smallest and largest coordinate along a unit direction.</summary>
    (float Low, float High) Extent(Vector3 axis);
}
