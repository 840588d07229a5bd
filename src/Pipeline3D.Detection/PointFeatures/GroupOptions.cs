using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.PointMae;

namespace Pipeline3D.Detection.PointFeatures;

/// <summary>What methods on features of Point-MAE's groups share.</summary>
public abstract record GroupOptions : MethodOptions
{
    /// <summary>Weights of Point-MAE: a file that <c>fit.point-mae</c> or its authors wrote, or <c>point-mae</c> for
    /// the published ones, which are looked for where such files lie. <c>random:</c> before it draws weights of the
    /// same sizes, as a control.</summary>
    [Preparation]
    public string Weights { get; init; } = PointMaeShelf.Published;

    /// <summary>Groups of a cloud, around farthest points; a cloud of fewer points has a group around each.</summary>
    [Preparation]
    public int Groups { get; init; } = 16_384;

    /// <summary>Points of a group; scans need as many.</summary>
    [Preparation]
    public int GroupSize { get; init; } = 128;

    /// <summary>Whether clouds are scaled so that the farthest point from their mean is 1 away, as the network learnt
    /// them. The published runs leave them in their unit.</summary>
    [Preparation]
    public bool UnitSphere { get; init; }

    /// <summary>Whether points within 0.0316 of the origin are never centres, as in the operator of the published runs;
    /// matters for centred clouds of about unit size.</summary>
    [Preparation]
    public bool SkipOrigin { get; init; }

    /// <summary>Whether the network runs as if it were trained, as in the published runs, which forget to switch: norms
    /// by the statistics of each cloud, branches left out at random (from a fixed seed).</summary>
    [Preparation]
    public bool TrainModeCompat { get; init; }

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        problems.Require(Weights.Length > 0, nameof(Weights), Weights, "must name weights of Point-MAE");
        problems.RequireRange(Groups, 1, 1 << 20, nameof(Groups));
        problems.RequireRange(GroupSize, 1, 1 << 16, nameof(GroupSize));
    }

    /// <summary>About how many bytes the features of a cloud take, by the published network.</summary>
    internal long FeatureBytes(long points) => Math.Min(Groups, points) * 1152L * sizeof(float);
}
