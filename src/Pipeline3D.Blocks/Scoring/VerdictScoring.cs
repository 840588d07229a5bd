using System.Collections.Concurrent;
using Pipeline3D.Core;

namespace Pipeline3D.Blocks;

/// <summary>Accepts or rejects scored scans by the threshold of their category; a category without one passes
/// undecided.</summary>
/// <remarks>A scan that was thinned to meet its deadline is held against the threshold for thinned scans; without one it
/// is undecided, and a remark says so: the threshold of whole scans says nothing about it. Whether a verdict is late is
/// judged here.</remarks>
[Block("scoring.verdict", Summary = "Accept or reject scored scans by the threshold of their category.")]
public sealed class VerdictScoring() : ApplyBlock3D<ThresholdSet, ScoredScan, ScoredScan>(new NoOptions())
{
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override ValueTask<ScoredScan> ApplyAsync(ThresholdSet side, ScoredScan input, BlockContext context)
    {
        Scores.RequireFinite(input, context);
        ScoredScan judged = input with { TimeLeft = context.TimeLeft };
        string category = context.Item.Category;
        bool isThinned = input.Scan.Fallback is not null;
        if ((isThinned ? side.Fallback : side.Categories).TryGetValue(category, out Calibration? calibration))
            return new(judged with { Calibration = calibration });
        return new(isThinned && side.Categories.ContainsKey(category) ? Undecided(judged, category, context) : judged);
    }

    private ScoredScan Undecided(ScoredScan scan, string category, BlockContext context)
    {
        const string Why = "there is no threshold for scans that were thinned to meet a deadline";
        if (_told.TryAdd(category, true))
            context.Run.AddRemark($"{category}: {Why}, so they are undecided; calibrate with normal scans that went "
                + "through filter.meet-deadline with always: true, as pipelines/batch/calibrate-fallback.yaml does");
        return scan with { Scan = scan.Scan with { Remarks = [.. scan.Scan.Remarks, $"undecided: {Why}"] } };
    }
}
