using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Pipeline3D.Core;

namespace Pipeline3D.Blocks;

/// <summary>Sets the score per category from which scans are rejected, from the scores of normal scans that the model
/// has not seen.</summary>
/// <remarks>The threshold is mean + z * standard deviation of the normal scores, z being the normal quantile of the
/// share of
/// normal scans that may be rejected. With few scans this is steadier than an empirical quantile. Its confidence
/// interval says how much it depends on which scans happened to be there.</remarks>
[Block("scoring.fit-threshold", Summary = "Set the rejection threshold per category from unseen normal scans.")]
public sealed class FitThresholdScoring(FitThresholdOptions options)
    : ReduceBlock3D<ScoredScan, ThresholdSet>(options), IRemembers<ScoredScan>
{
    private readonly SortedDictionary<string, List<double>> _scores = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override ValueTask AddAsync(ScoredScan input, BlockContext context)
    {
        if (input.Scan.IsAnomalous == true)
            throw context.Reject(RejectReason.BlockFailed,
                "the scan is anomalous; a threshold is set on normal scans only");
        Scores.RequireFinite(input, context);
        Add(input.Score, input.TrainingHash, context);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public Contribution Remember(ScoredScan input, BlockContext context)
        => new((byte[])[.. BitConverter.GetBytes(input.Score), .. Encoding.UTF8.GetBytes(input.TrainingHash)], []);

    /// <inheritdoc/>
    public void Recall(ReadOnlyMemory<byte> data, BlockContext context)
        => Add(BitConverter.ToSingle(data.Span), Encoding.UTF8.GetString(data.Span[sizeof(float)..]), context);

    /// <inheritdoc/>
    public override ValueTask<ThresholdSet> CompleteAsync(RunContext run, CancellationToken stop)
    {
        var thresholds = ImmutableSortedDictionary.CreateBuilder<string, Calibration>(StringComparer.Ordinal);
        foreach ((string category, List<double> scores) in _scores)
        {
            if (scores.Count < 2)
            {
                run.AddRemark($"{category}: one normal scan is too few to set a threshold; it has none");
                continue;
            }
            var found = Calibration.Of(scores, options.FalseRejectRate, options.Confidence);
            thresholds[category] = found;
            run.AddFact($"threshold.{category}", found.Threshold.ToString("R", CultureInfo.InvariantCulture));
            run.AddFact($"threshold.{category}.interval",
                string.Create(CultureInfo.InvariantCulture, $"[{found.Low:R}, {found.High:R}]"));
        }
        return new(new ThresholdSet(thresholds.ToImmutable())
        {
            TrainingHashes = _hashes.Where(pair => thresholds.ContainsKey(pair.Key))
                .ToImmutableSortedDictionary(StringComparer.Ordinal),
        });
    }

    private void Add(float score, string hash, BlockContext context)
    {
        if (hash.Length > 0)
            _hashes[context.Item.Category] = hash;
        if (!_scores.TryGetValue(context.Item.Category, out List<double>? scores))
            _scores[context.Item.Category] = scores = [];
        scores.Add(score);
    }
}
