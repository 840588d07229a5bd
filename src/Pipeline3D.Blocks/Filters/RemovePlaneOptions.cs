using Pipeline3D.Core;
using Pipeline3D.Core.Options;

namespace Pipeline3D.Blocks.Filters;

/// <summary>Options of <see cref="RemovePlaneFilter"/>; the defaults are those of BTF on MVTec 3D-AD.</summary>
public sealed record RemovePlaneOptions : IBlockOptions
{
    /// <summary>Width of the border strip that the plane is fitted to, in pixels; 1 to 1000.</summary>
    public int Border { get; init; } = 10;

    /// <summary>Farthest that a point of the strip may lie from the plane to support it; in (0, 1 m].</summary>
    public Length FitThreshold { get; init; } = Length.Millimetres(4);

    /// <summary>Points nearer to the plane than this are removed; in (0, 1 m].</summary>
    public Length Cut { get; init; } = Length.Millimetres(5);

    /// <summary>Whether only the largest cluster of what is left is kept.</summary>
    public bool KeepLargestCluster { get; init; } = true;

    /// <summary>Reach of a point when clusters are formed; in (0, 1 m].</summary>
    public Length ClusterEps { get; init; } = Length.Millimetres(6);

    /// <summary>Points within reach, itself included, that make a point the core of a cluster; 1 to 100000.</summary>
    public int ClusterMinPoints { get; init; } = 30;

    /// <summary>Whether a scan without a background plane is rejected; otherwise it passes with a remark.</summary>
    public bool RequirePlane { get; init; }

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        problems.RequireRange(Border, 1, 1000, nameof(Border));
        problems.RequireRange(ClusterMinPoints, 1, 100_000, nameof(ClusterMinPoints));
        foreach ((Length length, string name) in new[] { (FitThreshold, nameof(FitThreshold)), (Cut, nameof(Cut)),
            (ClusterEps, nameof(ClusterEps)) })
            problems.Require(length > Length.Zero && length <= Length.Metres(1), name, length,
                "must be greater than 0 and at most 1 m");
    }
}
