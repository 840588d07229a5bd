using Pipeline3D.Core;

namespace Pipeline3D.Blocks;

/// <summary>Options of <see cref="FitThresholdScoring"/>.</summary>
public sealed record FitThresholdOptions : IBlockOptions
{
    /// <summary>Share of normal scans that may be rejected; in [0.0001, 0.5].</summary>
    public double FalseRejectRate { get; init; } = 0.05;

    /// <inheritdoc/>
    public void Validate(Problems problems) => problems.RequireRange(FalseRejectRate, 0.0001, 0.5,
        nameof(FalseRejectRate));
}
