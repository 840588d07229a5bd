using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Pictures;

namespace Pipeline3D.Detection.ThreeDsr;

/// <summary>How 3DSR makes a depth picture of a scan; the defaults are the published ones.</summary>
public abstract record DepthPictureOptions : MethodOptions
{
    /// <summary>Side of the square that a scan is resized to, pixels; a multiple of 32, 64 to 2048.</summary>
    [Preparation]
    public int Side { get; init; } = 384;

    /// <summary>What counts as background.</summary>
    [Preparation]
    public DepthBackground Background { get; init; } = DepthBackground.Corners;

    /// <summary>What lies at most so far from the background's plane belongs to it, metres; 0 to 1.</summary>
    [Preparation]
    public double PlaneThreshold { get; init; } = 0.005;

    /// <summary>How often gaps of the foreground are closed by 3 x 3 pixels; 0 to 100.</summary>
    [Preparation]
    public int Closings { get; init; } = 3;

    /// <summary>How often holes of one pixel are filled by their neighbours; 0 to 100.</summary>
    [Preparation]
    public int Fills { get; init; } = 2;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        problems.RequireRange(Side, 64, 2048, nameof(Side));
        problems.Require(Side % 32 == 0, nameof(Side), Side, "must be a multiple of 32");
        problems.RequireRange(PlaneThreshold, 0, 1, nameof(PlaneThreshold));
        problems.RequireRange(Closings, 0, 100, nameof(Closings));
        problems.RequireRange(Fills, 0, 100, nameof(Fills));
    }
}
