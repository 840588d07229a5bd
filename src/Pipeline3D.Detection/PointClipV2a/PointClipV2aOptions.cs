using System.Collections.Immutable;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.PointAd;
using Pipeline3D.Detection.PointClip;

namespace Pipeline3D.Detection.PointClipV2a;

/// <summary>Options of PointCLIP V2a.</summary>
public sealed record PointClipV2aOptions : PromptOptions
{
    /// <summary>PointCLIP V2's tower.</summary>
    public PointClipV2aOptions() => Weights = "clip-vit-b-16";

    /// <summary>Along which axes seen flags and pixels are read.</summary>
    [Preparation]
    public DepthAxes Axes { get; init; } = DepthAxes.Fixed;

    /// <summary>Weight of each of the ten views in scores; empty for 1 each.</summary>
    public ImmutableArray<double> ViewWeights { get; init; } = [];

    /// <summary>Parts of PointAD's loss by which prompts are learnt.</summary>
    public LossParts Parts { get; init; } = LossParts.All;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.Require(Parts != LossParts.None, nameof(Parts), Parts, "must name a part of the loss");
        ViewWeighting.Validate(ViewWeights, nameof(ViewWeights), problems);
    }
}
