using Pipeline3D.Core.Options;

namespace Pipeline3D.Blocks.Scoring;

/// <summary>Options of <see cref="FitThresholdScoring"/>.</summary>
public sealed record FitThresholdOptions : IBlockOptions
{
    /// <summary>Share of normal scans that may be rejected; in [0.0001, 0.5].</summary>
    public double FalseRejectRate { get; init; } = 0.05;

    /// <summary>Confidence of the threshold's interval; in [0.5, 0.9999].</summary>
    public double Confidence { get; init; } = 0.95;

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        problems.RequireRange(FalseRejectRate, 0.0001, 0.5, nameof(FalseRejectRate));
        problems.RequireRange(Confidence, 0.5, 0.9999, nameof(Confidence));
    }
}
