using Pipeline3D.Core;

namespace Pipeline3D.Blocks;

/// <summary>Options of <see cref="FitPatchCoreScoring"/>; the defaults are BTF's.</summary>
public sealed record FitPatchCoreOptions : IBlockOptions
{
    /// <summary>Share of the training rows that the bank keeps; in (0, 1].</summary>
    public double CoresetFraction { get; init; } = 0.1;

    /// <summary>Most rows that the bank keeps; 1 or more. A full MVTec class at 0.1 has 19000 rows, minutes of
    /// search.</summary>
    public int CoresetMost { get; init; } = 100_000;

    /// <summary>Standard deviation of the score map's smoothing, in pixels of the resized square; 0 (none) to
    /// 100.</summary>
    public double BlurSigma { get; init; } = 4;

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        problems.Require(CoresetFraction is > 0 and <= 1, nameof(CoresetFraction), CoresetFraction,
            "must be greater than 0 and at most 1");
        problems.RequireRange(CoresetMost, 1, int.MaxValue, nameof(CoresetMost));
        problems.RequireRange(BlurSigma, 0, 100, nameof(BlurSigma));
    }
}
