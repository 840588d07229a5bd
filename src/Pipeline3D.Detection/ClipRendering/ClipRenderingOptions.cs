using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.PointAd;

namespace Pipeline3D.Detection.ClipRendering;

/// <summary>Options of CLIP + Rendering.</summary>
public sealed record ClipRenderingOptions : ClipTextOptions
{
    /// <summary>Whether the colour picture of a scan is scored, too, and how it counts. Scans without one are scored by
    /// shape alone.</summary>
    [Preparation]
    public RgbUse Rgb { get; init; } = RgbUse.Ignore;

    /// <summary>Standard deviation of the smoothing of maps, pixels; 0 to 100.</summary>
    public double Blur { get; init; } = 4;

    /// <summary>What is smoothed for clouds without a grid.</summary>
    public UnorganizedBlur UnorganizedBlur { get; init; } = UnorganizedBlur.View;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(Blur, 0, 100, nameof(Blur));
    }
}
