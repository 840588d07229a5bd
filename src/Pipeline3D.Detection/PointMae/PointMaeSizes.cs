using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Networks.PointMae;

namespace Pipeline3D.Detection.PointMae;

/// <summary>Options of whatever learns a Point-MAE network: sizes, masks and steps; the defaults are the published
/// ones.</summary>
public abstract record PointMaeSizes : MethodOptions
{
    /// <summary>Points of a group; 1 to 1024.</summary>
    public int GroupSize { get; init; } = 32;

    /// <summary>Numbers of a token; 1 to 4096.</summary>
    public int Width { get; init; } = 384;

    /// <summary>Heads of attention, which divide the width; 0 for width / 64.</summary>
    public int Heads { get; init; }

    /// <summary>Blocks of the encoder; 1 to 100.</summary>
    public int Layers { get; init; } = 12;

    /// <summary>Blocks of the decoder; 1 to 100.</summary>
    public int DecoderLayers { get; init; } = 4;

    /// <summary>Width of the first layer that makes a token of a group's points, whose next two have twice and four
    /// times as much; 1 to 4096.</summary>
    public int MiniWidth { get; init; } = 128;

    /// <summary>Share of the groups that are hidden; above 0 and below 1.</summary>
    public double MaskRatio { get; init; } = 0.6;

    /// <summary>Which groups are hidden.</summary>
    public GroupMask Mask { get; init; } = GroupMask.Random;

    /// <summary>How clouds are changed before every use.</summary>
    public CloudAugmentation Augment { get; init; } = CloudAugmentation.ScaleShift;

    /// <summary>Share of branches that the last blocks leave out at random in training; 0 to below 1.</summary>
    public double DropPath { get; init; } = 0.1;

    /// <summary>AdamW's highest learning rate; in (0, 1].</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>AdamW's weight decay; biases, norms and the mask token have none; 0 to 1.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        problems.RequireRange(GroupSize, 1, 1024, nameof(GroupSize));
        problems.RequireRange(Width, 1, 4096, nameof(Width));
        problems.RequireRange(Heads, 0, 4096, nameof(Heads));
        problems.Require(Heads <= 0 || Width % Heads == 0, nameof(Heads), Heads, $"must divide width ({Width})");
        problems.RequireRange(Layers, 1, 100, nameof(Layers));
        problems.RequireRange(DecoderLayers, 1, 100, nameof(DecoderLayers));
        problems.RequireRange(MiniWidth, 1, 4096, nameof(MiniWidth));
        problems.Require(MaskRatio is > 0 and < 1, nameof(MaskRatio), MaskRatio, "must be above 0 and below 1");
        problems.Require(DropPath is >= 0 and < 1, nameof(DropPath), DropPath, "must be at least 0 and below 1");
        problems.Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate,
            "must be above 0 and at most 1");
        problems.Require(WeightDecay is >= 0 and <= 1, nameof(WeightDecay), WeightDecay, "must be 0 to 1");
    }

    /// <summary>The network.</summary>
    internal PointMaeShape Shape() => new()
    {
        GroupSize = GroupSize, Width = Width, Heads = Heads > 0 ? Heads : Math.Max(1, Width / 64), Layers = Layers,
        DecoderLayers = DecoderLayers, Mini = (MiniWidth, 2 * MiniWidth, 4 * MiniWidth),
    };
}
