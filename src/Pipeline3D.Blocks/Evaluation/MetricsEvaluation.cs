using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data.Formats;
using Pipeline3D.Evaluation.Intervals;
using Pipeline3D.Evaluation.Results;

namespace Pipeline3D.Blocks.Evaluation;

/// <summary>Computes the metrics of all scored scans, per category and as the mean, with confidence intervals and a
/// random control.</summary>
/// <remarks>Writes metrics.json, metrics.csv, metrics.md, control.json (the same labels and masks scored at random) and
/// curves.json to the run's folder.
/// Scans without a label are left out and counted in a remark. A category with an anomalous scan whose defect nobody
/// marked
/// has no metrics per pixel, as they would be wrong. Keeps 4 bytes per pixel.</remarks>
[Block("evaluation.metrics", Summary = "Compute AUROC, AP and AU-PRO with confidence intervals and a random control.")]
public sealed class MetricsEvaluation(MetricsOptions options)
    : SinkBlock3D<ScoredScan>(options), IContributes<ScoredScan>, IEstimatesDisk
{
    // What the journal keeps: a score and a mark of the truth.
    private const int BytesPerPoint = sizeof(float) + 1;

    private readonly MetricsAccumulator _metrics = new();
    private readonly SortedDictionary<string, int> _leftOut = new(StringComparer.Ordinal);
    private int _unlabelled;

    /// <summary>Categories that are scored and not measured.</summary>
    public IReadOnlyList<string> LeftOut => options.Without;

    /// <summary>The scores and masks that a resumed run needs.</summary>
    public long FolderBytes(ExpectedItems items)
        => items.Items.Sum(item => BytesPerPoint * DeclaredSize.MaxPoints(item.DeclaredBytes));

    /// <inheritdoc/>
    public override ValueTask ConsumeAsync(ScoredScan input, BlockContext context)
    {
        if (!IsLeftOut(context))
            Add(MetricsSample.Of(input, context), context);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<Contribution> ContributeAsync(ScoredScan input, BlockContext context)
        => new(Remember(input, context));

    /// <inheritdoc/>
    public Contribution Remember(ScoredScan input, BlockContext context)
        => new(options.Without.Contains(context.Item.Category) ? [] : MetricsSample.Of(input, context).ToBytes(), []);

    /// <inheritdoc/>
    public void Recall(ReadOnlyMemory<byte> data, BlockContext context)
    {
        if (!IsLeftOut(context))
            Add(MetricsSample.FromBytes(data), context);
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(RunContext run, CancellationToken stop)
    {
        if (_unlabelled > 0)
            run.AddRemark($"{_unlabelled} scans have no label and are not part of the metrics");
        foreach (string category in options.Without)
            run.AddRemark(_leftOut.TryGetValue(category, out int scans)
                ? $"{scans} scans of {category} are scored and no part of the metrics{Of(options.Method)}"
                : $"no scan of {category} came, so leaving it out of the metrics{Of(options.Method)} changes nothing");
        var evaluation = new EvaluationOptions
        {
            AuProLimits = options.AuProLimits,
            Bootstrap = options.Resamples == 0 ? null : new BootstrapOptions { Resamples = options.Resamples,
                Seed = (ulong)run.Seed },
        };
        EvaluationResult result = _metrics.Complete(evaluation);
        EvaluationResult control = RandomControl.Of(_metrics, (ulong)run.Seed, evaluation);
        int undefined = result.Categories.Sum(category => category.ByName()
            .Count(metric => metric.Value.WhyUndefined is not null));
        if (undefined > 0)
            run.AddRemark($"{undefined} metrics are undefined and left out of the means; metrics.md says which and "
                + "why");
        AtomicFile.WriteText(In(run, "metrics.json"), MetricsJson.Write(result));
        AtomicFile.WriteText(In(run, "control.json"), MetricsJson.Write(control));
        AtomicFile.WriteText(In(run, "metrics.csv"), MetricsCsv.Write(result));
        AtomicFile.WriteText(In(run, "metrics.md"),
            $"{MetricsMarkdown.Write(result)}\nThe same labels and masks with random scores, for "
                + $"comparison:\n\n{MetricsMarkdown.Write(control)}");
        AtomicFile.WriteText(In(run, "curves.json"), CurvesJson.Write(_metrics.Curves(options.CurveVertices)));
        return ValueTask.CompletedTask;
    }

    private static string Of(string method) => method.Length == 0 ? "" : $" of {method}";

    private bool IsLeftOut(BlockContext context)
    {
        string category = context.Item.Category;
        if (!options.Without.Contains(category))
            return false;
        _leftOut[category] = _leftOut.GetValueOrDefault(category) + 1;
        return true;
    }

    private void Add(MetricsSample sample, BlockContext context)
    {
        if (!sample.AddTo(_metrics, context.Item))
            _unlabelled++;
    }

    private string In(RunContext run, string file)
        => options.Method.Length == 0 ? run.Folder.In(file) : run.Folder.In("methods", options.Method, file);
}
