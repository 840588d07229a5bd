using Pipeline3D.Networks.ResNet;

namespace Pipeline3D.Networks.RegAd;

/// <summary>Sizes of RegAD's network; the defaults are the paper's.</summary>
public sealed record RegAdShape
{
    /// <summary>Stages of the residual network that are used, a spatial transformer behind each.</summary>
    public const int Stages = 3;

    /// <summary>The residual network.</summary>
    public ResNetShape Backbone { get; init; } = ResNetShape.ResNet18.Keep(Stages);

    /// <summary>Side of the pictures, pixels; 64 to 1024, a multiple of 16.</summary>
    public int Picture { get; init; } = 224;

    /// <summary>Channels of the convolutions of each spatial transformer, and width of its hidden layer.</summary>
    public (int First, int Second, int Hidden) Transformer { get; init; } = (64, 16, 1024);

    /// <summary>Channels of encoder and predictor.</summary>
    public int Head { get; init; } = 256;

    /// <summary>Side of the first stage's maps, and of what is scored.</summary>
    public int Grid => Picture / ResNetShape.Stride(1);

    /// <summary>Values of a place: channels of all stages.</summary>
    public int Features => Backbone.Channels(1) + Backbone.Channels(2) + Backbone.Channels(3);

    /// <exception cref="ArgumentException">The sizes make no network.</exception>
    internal void Require()
    {
        if (Backbone.Stages != Stages)
            throw new ArgumentException($"{Backbone.Stages} stages, RegAD uses {Stages}");
        if (Picture is < 64 or > 1024 || Picture % ResNetShape.Stride(Stages) != 0)
            throw new ArgumentException($"pictures of {Picture} pixels a side: 64 to 1024 are needed, a multiple of "
                + $"{ResNetShape.Stride(Stages)}");
    }
}
