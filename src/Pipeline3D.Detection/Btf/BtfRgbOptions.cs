using System.Collections.Immutable;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Pictures;

namespace Pipeline3D.Detection.Btf;

/// <summary>What is done with a scan without colour by a method that looks at colour.</summary>
public enum WithoutColour
{
    /// <summary>It is refused.</summary>
    Refuse = 0,

    /// <summary>Its points alone are looked at.</summary>
    Features = 1,
}

/// <summary>Options of <see cref="BtfRgbMethod"/>; the defaults are those of BTF on MVTec 3D-AD.</summary>
public sealed record BtfRgbOptions : BtfOptions
{
    /// <summary>Weights of the network of pictures: a file of torchvision's names, or <c>resnet18</c>,
    /// <c>resnet18-cntk</c>, <c>resnet50</c>, <c>wide-resnet50-2</c> or <c>resnext50-32x4d</c>, whose files are looked
    /// for. <c>random:</c> before it draws weights of the same sizes, as a control.</summary>
    [Preparation]
    public string Weights { get; init; } = "wide-resnet50-2";

    /// <summary>Stages of the network that describe a patch, from 1, ascending.</summary>
    [Preparation]
    public ImmutableArray<int> Layers { get; init; } = [2, 3];

    /// <summary>Side of the square that the picture is resized to, in pixels; up to 4096, and at least two pixels of
    /// the last stage (33 for stage 3) and one more.</summary>
    [Preparation]
    public int PictureSize { get; init; } = 224;

    /// <summary>What is done with scans without colour: refused, or described by their points alone. One of these in
    /// training makes the whole model one of points.</summary>
    public WithoutColour WithoutColour { get; init; }

    /// <summary>Distortion of the random projection that the coreset is searched in, where it is narrower than the
    /// features; 0 (none) to below 1.</summary>
    public double CoresetProjection { get; init; } = 0.9;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.Require(Weights.Length > 0, nameof(Weights), Weights, "must name weights of a residual network");
        bool areStages = !Layers.IsDefaultOrEmpty && Layers[0] >= 1 && Layers[^1] <= 8
            && Layers.Zip(Layers.Skip(1)).All(pair => pair.First < pair.Second);
        problems.Require(areStages, nameof(Layers), Layers.IsDefault ? "" : string.Join(", ", Layers),
            "must be stages from 1 to 8, ascending");
        int least = areStages ? ResNetPatches.LeastSize(Layers[^1]) : 1;
        problems.RequireRange(PictureSize, least, 4096, nameof(PictureSize));
        problems.Require(CoresetProjection is >= 0 and < 1, nameof(CoresetProjection), CoresetProjection,
            "must be at least 0 and below 1");
    }
}
