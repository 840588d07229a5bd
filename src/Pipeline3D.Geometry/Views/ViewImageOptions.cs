using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Views;

/// <summary>How <see cref="ViewRenderer"/> paints points.</summary>
public sealed record ViewImageOptions
{
    /// <summary>Side of the square that stands for a point, pixels of the image. Default 2.</summary>
    public double SplatSize { get; init; } = 2;

    /// <summary>Brightness of the surface, 0 to 1. Default 0.7.</summary>
    public double Grey { get; init; } = 0.7;

    /// <summary>Value of pixels that show no point. Default 255, white.</summary>
    public byte Background { get; init; } = 255;

    /// <summary>Factor of all lights, 0 to 10. Default 1.</summary>
    public double Light { get; init; } = 1;

    internal void Check()
    {
        Require.Positive(SplatSize);
        if (!(Grey is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(Grey), Grey, "must be from 0 to 1");
        if (!(Light is >= 0 and <= 10))
            throw new ArgumentOutOfRangeException(nameof(Light), Light, "must be from 0 to 10");
    }
}
