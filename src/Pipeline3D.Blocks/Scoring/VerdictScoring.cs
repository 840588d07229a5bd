using System.Collections.Concurrent;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;

namespace Pipeline3D.Blocks.Scoring;

/// <summary>Accepts or rejects scored scans by the threshold of their category; a category without one passes
/// undecided.</summary>
/// <remarks>A scan that was thinned to meet its deadline is held against the threshold for thinned scans; without one,
/// or with one for another number of points, it is undecided, and a remark says so. Whether a verdict is late is judged
/// here.</remarks>
[Block("scoring.verdict", Summary = "Accept or reject scored scans by the threshold of their category.")]
public sealed class VerdictScoring() : ApplyBlock3D<ThresholdSet, ScoredScan, ScoredScan>(new NoOptions())
{
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override ValueTask<ScoredScan> ApplyAsync(ThresholdSet side, ScoredScan input, BlockContext context)
    {
        FiniteScores.RequireFinite(input, context);
        ScoredScan judged = input with { TimeLeft = context.TimeLeft };
        string category = context.Item.Category;
        if (input.Scan.Fallback is not { IsThinned: true } fallback)
            return new(side.Categories.TryGetValue(category, out Calibration? whole)
                ? judged with { Calibration = whole } : judged);
        if (!side.Fallback.TryGetValue(category, out Calibration? thinned))
            return new(side.Categories.ContainsKey(category) ? Undecided(judged, context,
                "there is no threshold for scans that were thinned to meet a deadline") : judged);
        return new(thinned.MaxPoints == fallback.MaxPoints ? judged with { Calibration = thinned }
            : Undecided(judged, context, $"the threshold for thinned scans was set with points: {thinned.MaxPoints} "
                + $"of filter.meet-deadline, this scan was thinned with points: {fallback.MaxPoints}"));
    }

    private ScoredScan Undecided(ScoredScan scan, BlockContext context, string why)
    {
        if (_told.TryAdd(context.Item.Category, true))
            context.AddRemark($"{context.Item.Category}: {why}, so such scans are undecided; calibrate with normal "
                + "scans that went through filter.meet-deadline with always: true and the same points, as "
                + "pipelines/batch/calibrate-fallback.yaml does");
        return scan with { Scan = scan.Scan with { Remarks = [.. scan.Scan.Remarks, $"undecided: {why}"] } };
    }
}
