using Pipeline3D.Core;

namespace Pipeline3D.Blocks;

/// <summary>Accepts or rejects scored scans by the threshold of their category; a category without one passes
/// undecided.</summary>
[Block("scoring.verdict", Summary = "Accept or reject scored scans by the threshold of their category.")]
public sealed class VerdictScoring() : ApplyBlock3D<ThresholdSet, ScoredScan, ScoredScan>(new NoOptions())
{
    /// <inheritdoc/>
    public override ValueTask<ScoredScan> ApplyAsync(ThresholdSet side, ScoredScan input, BlockContext context)
    {
        Scores.RequireFinite(input, context);
        return new(side.Categories.TryGetValue(context.Item.Category, out Calibration? calibration)
            ? input with { Calibration = calibration } : input);
    }
}
