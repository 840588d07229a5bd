using Pipeline3D.Core;
using Pipeline3D.Evaluation;

namespace Pipeline3D.Blocks;

/// <summary>Computes the metrics of all scored scans, per category and as the mean, with confidence intervals and a
/// random control.</summary>
/// <remarks>Writes metrics.json, metrics.csv, metrics.md, control.json (the same labels and masks scored at random) and
/// curves.json to the run's folder.
/// Scans without a label are left out and counted in a remark. A category with an anomalous scan whose defect nobody
/// marked
/// has no metrics per pixel, as they would be wrong. Keeps 4 bytes per pixel.</remarks>
[Block("evaluation.metrics", Summary = "Compute AUROC, AP and AU-PRO with confidence intervals and a random control.")]
public sealed class MetricsEvaluation(MetricsOptions options) : SinkBlock3D<ScoredScan>(options)
{
    private readonly MetricsAccumulator _metrics = new();
    private int _unlabelled;

    /// <inheritdoc/>
    public override ValueTask ConsumeAsync(ScoredScan input, BlockContext context)
    {
        if (input.Scan.IsAnomalous is not { } isAnomalous)
        {
            _unlabelled++;
            return ValueTask.CompletedTask;
        }
        Scores.RequireFinite(input, context);
        string id = context.Item.Path, category = context.Item.Category;
        byte[] truth = input.Scan.Truth?.Ids ?? [];
        if (truth.Length > 0 && truth.Length != input.Scores.Length)
            throw context.Reject(RejectReason.SizeMismatch,
                $"the ground truth has {truth.Length} values, the score map {input.Scores.Length}; resize neither "
                    + "silently: use filter.resize before the features");
        if (isAnomalous && truth.Length == 0)
            _metrics.AddImage(id, category, isAnomalous, input.Score);
        else if (input.Scan.Grid is { } grid)
            _metrics.Add(id, category, isAnomalous, input.Score, input.Scores, truth, grid.Width, grid.Height);
        else
            _metrics.AddCloud(id, category, isAnomalous, input.Score, input.Scores, truth);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(RunContext run, CancellationToken stop)
    {
        if (_unlabelled > 0)
            run.AddRemark($"{_unlabelled} scans have no label and are not part of the metrics");
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

    private string In(RunContext run, string file)
        => options.Method.Length == 0 ? run.Folder.In(file) : run.Folder.In("methods", options.Method, file);
}
