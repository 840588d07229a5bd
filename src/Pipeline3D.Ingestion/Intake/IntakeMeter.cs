using System.Diagnostics.Metrics;
using Pipeline3D.Core.Live;
using Pipeline3D.Ingestion.Telemetry;

namespace Pipeline3D.Ingestion.Intake;

/// <summary>What an intake counts, under the meter <c>Pipeline3D.Ingestion</c>.</summary>
internal sealed class IntakeMeter : IDisposable
{
    private readonly Meter _meter = new(IntakeTelemetry.Name);
    private readonly Counter<long> _accepted, _answered, _refused, _late, _thinned, _verdicts, _dropped;
    private readonly Histogram<double> _latency, _scores;

    /// <param name="waiting">Scans accepted and not answered.</param>
    /// <param name="models">What can be judged.</param>
    /// <param name="degraded">What the service cannot do.</param>
    public IntakeMeter(Func<long> waiting, Func<IEnumerable<ServedModel>> models,
        Func<IReadOnlyDictionary<string, string>> degraded)
    {
        _accepted = _meter.CreateCounter<long>("pipeline3d.intake.accepted", "{scan}", "Scans accepted, by door.");
        _answered = _meter.CreateCounter<long>("pipeline3d.intake.answered", "{scan}",
            "Accepted scans that ended, by outcome.");
        _refused = _meter.CreateCounter<long>("pipeline3d.intake.refused", "{request}",
            "Requests not accepted, by HTTP status.");
        _late = _meter.CreateCounter<long>("pipeline3d.scans.late", "{scan}", "Verdicts reached after their deadline.");
        _thinned = _meter.CreateCounter<long>("pipeline3d.scans.fallback", "{scan}",
            "Verdicts by fewer points than the scan has or from fewer views, to meet a deadline.");
        // Both are there from the start: an alert on a series that does not exist never fires.
        _late.Add(0);
        _thinned.Add(0);
        _latency = _meter.CreateHistogram("pipeline3d.intake.duration", "s",
            "Time from acceptance of a scan to its end.", advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100],
            });
        _verdicts = _meter.CreateCounter<long>("pipeline3d.verdicts", "{scan}",
            "Judged parts, by category and verdict: accept, reject or undecided.");
        _scores = _meter.CreateHistogram("pipeline3d.score", "1",
            "Scores of judged parts in units of their threshold, by category: 1 and above is rejected.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [.. Enumerable.Range(1, 15).Select(tenth => tenth / 10.0)],
            });
        _dropped = _meter.CreateCounter<long>("pipeline3d.connections.dropped", "{connection}",
            "Connections closed because a further one came than are kept.");
        _dropped.Add(0);
        _meter.CreateObservableGauge("pipeline3d.model.loaded", () => models().Select(model => new Measurement<int>(
            model.IsLoaded ? 1 : 0, Of("category", model.Category))), "{model}",
            "Whether a model for the category is loaded.");
        _meter.CreateObservableGauge("pipeline3d.model.threshold", () => models().Where(model
            => model.Threshold is not null).Select(model => new Measurement<double>(model.Threshold!.Value,
                Of("category", model.Category))), "{score}", "Score from which parts of the category are rejected.");
        _meter.CreateObservableGauge("pipeline3d.degraded", () => degraded().Count, "{part}",
            "Parts of the service that do not work; /health names them.");
        _meter.CreateObservableUpDownCounter("pipeline3d.intake.waiting", waiting, "{scan}",
            "Scans accepted and not answered.");
    }

    public void Accepted(string door) => _accepted.Add(1, Of("door", door));

    public void Refused(int status) => _refused.Add(1, Of("status", status));

    public void Dropped() => _dropped.Add(1);

    /// <summary>Makes the series of a category, as an alert on one that does not exist never fires.</summary>
    public void Expect(string category)
    {
        foreach (string verdict in (string[])["accept", "reject", "undecided"])
            _verdicts.Add(0, Of("category", category), Of("verdict", verdict));
    }

    public void Answered(ScanAnswer answer, TimeSpan took)
    {
        _answered.Add(1, Of("outcome", answer.Kind == AnswerKind.Rejected ? "unusable"
            : answer.Kind.ToString().ToLowerInvariant()));
        _latency.Record(took.TotalSeconds);
        _late.Add(answer.Report is { IsLate: true } ? 1 : 0);
        _thinned.Add(answer.Report is { Fallback: not null } ? 1 : 0);
        if (answer is not { Kind: AnswerKind.Scored, Report: { } report })
            return;
        string category = answer.Item.Category;
        _verdicts.Add(1, Of("category", category), Of("verdict", report.IsRejected switch
        {
            true => "reject",
            false => "accept",
            null => "undecided",
        }));
        if (report.Threshold > 0)
            _scores.Record(report.Score / report.Threshold.Value, Of("category", category));
    }

    private static KeyValuePair<string, object?> Of(string name, object value) => new(name, value);

    public void Dispose() => _meter.Dispose();
}
