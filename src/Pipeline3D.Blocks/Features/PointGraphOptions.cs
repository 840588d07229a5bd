using System.Globalization;
using Pipeline3D.Core;
using Pipeline3D.Detection;

namespace Pipeline3D.Blocks;

/// <summary>Options of <see cref="PointGraphFeature"/>; the defaults are 3D-ST's.</summary>
public sealed record PointGraphOptions : IBlockOptions
{
    /// <summary>Points n that a scan is thinned to; 0 (all) to 10 million.</summary>
    public int Points { get; init; } = 64_000;

    /// <summary>Neighbours k per point; 1 to 512.</summary>
    public int Neighbours { get; init; } = 32;

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        problems.RequireRange(Points, 0, 10_000_000, nameof(Points));
        problems.RequireRange(Neighbours, 1, PointGraph.MaxNeighbours, nameof(Neighbours));
        problems.Require(Points == 0 || Points > Neighbours, nameof(Points), Points,
            $"must be 0 or greater than neighbours ({Neighbours})");
    }

    /// <summary>All that decides the graph, as text.</summary>
    internal string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"point-graph points={Points} neighbours={Neighbours}");
}
