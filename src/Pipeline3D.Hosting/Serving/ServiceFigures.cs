using Pipeline3D.Engine.Runs;
using Pipeline3D.Ingestion.Http;
using Pipeline3D.Ingestion.Intake;
using Pipeline3D.Ingestion.Telemetry;
using Pipeline3D.Reporting.Live;

namespace Pipeline3D.Hosting.Serving;

/// <summary>What a service counts, for its live page, its metrics and its health.</summary>
internal sealed class ServiceFigures(GraphRun run, ScanIntake intake, MetricStore metrics, int places, long budget)
{
    /// <summary>The pages of the service.</summary>
    public ServicePages Pages(LiveBoard board) => new(() => (LivePage.Html, LivePage.Policy),
        () => board.State(Read()), board.Cloud, () => PrometheusText.Of(metrics.Read()), () =>
            new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["accepted"] = intake.Accepted,
            ["answered"] = intake.Answered,
            ["waiting"] = intake.Waiting,
            ["bytes_in_flight"] = run.Progress?.BytesInFlight ?? 0,
        });

    private LiveFigures Read()
    {
        RunProgress? progress = run.Progress;
        var families = metrics.Read().ToDictionary(family => family.Name, StringComparer.Ordinal);
        IReadOnlyDictionary<string, string> degraded = intake.Degraded;
        return new LiveFigures(intake.IsDraining ? "draining" : !intake.IsOpen ? "starting"
            : degraded.Count > 0 ? "degraded" : "ok", intake.Accepted,
            intake.Answered, places, progress?.Dead ?? 0, progress?.BytesInFlight ?? 0, budget,
            Sum("pipeline3d.budget.blocked"),
            progress?.Elapsed.TotalSeconds ?? 0, Blocks(families))
        {
            Degraded = degraded,
            Late = (long)Sum("pipeline3d.scans.late"), Fallback = (long)Sum("pipeline3d.scans.fallback"),
        };

        double Sum(string counter) => families.TryGetValue(counter, out MetricFamily? family)
            ? family.Series.Sum(series => series.Value) : 0;
    }

    private static LiveBlock[] Blocks(Dictionary<string, MetricFamily> families)
    {
        if (!families.TryGetValue("pipeline3d.block.duration", out MetricFamily? busy))
            return [];
        Dictionary<string, double> waits = !families.TryGetValue("pipeline3d.block.wait", out MetricFamily? waited) ? []
            : waited.Series.ToDictionary(series => series.Tags[0].Value, series => series.Value);
        return [.. busy.Series.Select(series => new LiveBlock(series.Tags[0].Value, series.Count, series.Value,
            waits.GetValueOrDefault(series.Tags[0].Value), busy.Quantile(series, 0.5), busy.Quantile(series, 0.95),
            busy.Quantile(series, 0.99)))];
    }
}
