using Pipeline3D.Core.Options;

namespace Pipeline3D.Blocks.Health;

/// <summary>Options of <see cref="FitHealthFilter"/>.</summary>
public sealed record FitHealthOptions : IBlockOptions
{
    /// <summary>Deviations of the training scans to each side of their median that are accepted; in [2, 100].</summary>
    public double Margin { get; init; } = 6;

    /// <summary>Fewest training scans of a category that a profile is made of; in [2, 10000].</summary>
    public int LeastScans { get; init; } = 3;

    /// <summary>Readings that may be missing in any case, as a share of the training scans' median; in [0,
    /// 1].</summary>
    public double ReadingsTolerance { get; init; } = 0.15;

    /// <summary>How much the distance from point to point may differ in any case, as a share of the median; in
    /// [0, 1].</summary>
    public double DensityTolerance { get; init; } = 0.2;

    /// <summary>How much a side of the scan may differ in any case, as a share of its median; in [0, 1]. Short sides
    /// may differ by a quarter of this share of the longest one.</summary>
    public double ExtentTolerance { get; init; } = 0.2;

    /// <summary>How far the scan's centre may lie off in any case, as a share of its longest side; in [0,
    /// 100].</summary>
    public double PositionTolerance { get; init; } = 0.25;

    /// <summary>How much the noise of the surface may differ in any case, as a share of the median; in [0, 10]. Noise
    /// below a fiftieth of the distance from point to point is never too much.</summary>
    public double RoughnessTolerance { get; init; } = 0.5;

    /// <summary>How much the mean inclination of the surface may differ in any case, degrees; in [0, 90].</summary>
    public double TiltTolerance { get; init; } = 5;

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        problems.RequireRange(Margin, 2, 100, nameof(Margin));
        problems.RequireRange(LeastScans, 2, 10_000, nameof(LeastScans));
        problems.RequireRange(ReadingsTolerance, 0, 1, nameof(ReadingsTolerance));
        problems.RequireRange(DensityTolerance, 0, 1, nameof(DensityTolerance));
        problems.RequireRange(ExtentTolerance, 0, 1, nameof(ExtentTolerance));
        problems.RequireRange(PositionTolerance, 0, 100, nameof(PositionTolerance));
        problems.RequireRange(RoughnessTolerance, 0, 10, nameof(RoughnessTolerance));
        problems.RequireRange(TiltTolerance, 0, 90, nameof(TiltTolerance));
    }
}
