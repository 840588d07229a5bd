using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Blocks.Scoring;

/// <summary>Sets the score per category from which scans are rejected, from the scores of normal scans that the model
/// has not seen.</summary>
/// <remarks>The threshold is mean + z * standard deviation of the normal scores, z being the normal quantile of the
/// share of normal scans that may be rejected. With few scans this is steadier than an empirical quantile. Its
/// confidence interval says how much it depends on which scans happened to be there. Scans that filter.meet-deadline
/// thinned are kept apart: they get a threshold of their own.</remarks>
[Block("scoring.fit-threshold", Version = 2,
    Summary = "Set the rejection threshold per category from unseen normal scans.")]
public sealed class FitThresholdScoring(FitThresholdOptions options)
    : ReduceBlock3D<ScoredScan, ThresholdSet>(options), IContributes<ScoredScan>,
    IKeepsProduct<ThresholdSet>
{
    private const int Whole = -1;

    private readonly SortedDictionary<string, List<double>> _whole = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<double>> _thinned = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _maxPoints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override ValueTask AddAsync(ScoredScan input, BlockContext context)
    {
        RequireUsable(input, context);
        Take(input.Score, MaxPointsOf(input), input.TrainingHash, context);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<Contribution> ContributeAsync(ScoredScan input, BlockContext context)
    {
        RequireUsable(input, context);
        return new(Remember(input, context));
    }

    /// <inheritdoc/>
    public Contribution Remember(ScoredScan input, BlockContext context) => new((byte[])[
        .. BitConverter.GetBytes(input.Score), .. BitConverter.GetBytes(MaxPointsOf(input) ?? Whole),
        .. Encoding.UTF8.GetBytes(input.TrainingHash)], []);

    /// <inheritdoc/>
    public void Recall(ReadOnlyMemory<byte> data, BlockContext context)
    {
        int most = BitConverter.ToInt32(data.Span[sizeof(float)..]);
        Take(BitConverter.ToSingle(data.Span), most == Whole ? null : most,
            Encoding.UTF8.GetString(data.Span[(sizeof(float) + sizeof(int))..]), context);
    }

    /// <inheritdoc/>
    public override ValueTask<ThresholdSet> CompleteAsync(RunContext run, CancellationToken stop)
    {
        ImmutableSortedDictionary<string, Calibration> whole = Fit(_whole, "", run),
            thinned = Fit(_thinned, "thinned ", run);
        return new(new ThresholdSet(whole)
        {
            Fallback = thinned.ToImmutableSortedDictionary(pair => pair.Key,
                pair => pair.Value with { MaxPoints = _maxPoints[pair.Key] }, StringComparer.Ordinal),
            TrainingHashes = _hashes.Where(pair => whole.ContainsKey(pair.Key) || thinned.ContainsKey(pair.Key))
                .ToImmutableSortedDictionary(StringComparer.Ordinal),
        });
    }

    /// <inheritdoc/>
    public void SaveProduct(ThresholdSet product, Stream stream) => JsonProduct.Save(product, stream);

    /// <inheritdoc/>
    public ThresholdSet LoadProduct(Stream stream)
    {
        var read = JsonProduct.Load<ThresholdSet>(stream);
        return new ThresholdSet(read.Categories.WithComparers(StringComparer.Ordinal))
        {
            Fallback = read.Fallback.WithComparers(StringComparer.Ordinal),
            TrainingHashes = read.TrainingHashes.WithComparers(StringComparer.Ordinal),
        };
    }

    private ImmutableSortedDictionary<string, Calibration> Fit(SortedDictionary<string, List<double>> all, string kind,
        RunContext run)
    {
        var thresholds = ImmutableSortedDictionary.CreateBuilder<string, Calibration>(StringComparer.Ordinal);
        foreach ((string category, List<double> scores) in all)
        {
            if (scores.Count < 2)
            {
                run.AddRemark($"{category}: one {kind}normal scan is too few to set a threshold; it has none");
                continue;
            }
            var found = Calibration.Of(scores, options.FalseRejectRate, options.Confidence);
            thresholds[category] = found;
            string fact = kind.Length == 0 ? $"threshold.{category}" : $"threshold.{category}.fallback";
            run.AddFact(fact, found.Threshold.ToString("R", CultureInfo.InvariantCulture));
            run.AddFact($"{fact}.interval",
                string.Create(CultureInfo.InvariantCulture, $"[{found.Low:R}, {found.High:R}]"));
        }
        return thresholds.ToImmutable();
    }

    private static void RequireUsable(ScoredScan input, BlockContext context)
    {
        if (input.Scan.IsAnomalous == true)
            throw context.Reject(RejectReason.BlockFailed,
                "the scan is anomalous; a threshold is set on normal scans only");
        FiniteScores.RequireFinite(input, context);
    }

    private static int? MaxPointsOf(ScoredScan scan)
        => scan.Scan.Fallback is { IsThinned: true } fallback ? fallback.MaxPoints : null;

    private void Take(float score, int? maxPoints, string hash, BlockContext context)
    {
        if (maxPoints is { } most)
        {
            if (_maxPoints.TryGetValue(context.Item.Category, out int others) && others != most)
                throw context.Reject(RejectReason.BlockFailed, $"the scan was thinned to {most} points, others of "
                    + $"its category to {others}; one threshold needs one 'points' of filter.meet-deadline");
            _maxPoints[context.Item.Category] = most;
        }
        if (hash.Length > 0)
            _hashes[context.Item.Category] = hash;
        SortedDictionary<string, List<double>> kind = maxPoints is null ? _whole : _thinned;
        if (!kind.TryGetValue(context.Item.Category, out List<double>? scores))
            kind[context.Item.Category] = scores = [];
        scores.Add(score);
    }
}
