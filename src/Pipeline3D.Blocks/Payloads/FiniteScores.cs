using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Blocks.Payloads;

/// <summary>What blocks require of scores before they count or write them.</summary>
internal static class FiniteScores
{
    /// <summary>Rejects a scan whose score, or the score of one of its points, is no finite number.</summary>
    /// <remarks>Otherwise a NaN would pass every threshold (no comparison with it holds) and spoil the result of all
    /// scans.</remarks>
    public static void RequireFinite(ScoredScan scored, BlockContext context)
    {
        if (!float.IsFinite(scored.Score))
            throw context.Reject(RejectReason.NotANumber,
                $"the score of the scan is {scored.Score}; a score must be a finite number");
        int bad = scored.FirstNotFinite;
        if (bad >= 0)
            throw context.Reject(RejectReason.NotANumber,
                $"the score at index {bad} is {scored.Scores[bad]}; a score must be a finite number");
    }
}
