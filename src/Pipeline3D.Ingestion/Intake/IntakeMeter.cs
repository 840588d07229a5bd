using System.Diagnostics.Metrics;
using Pipeline3D.Ingestion.Telemetry;

namespace Pipeline3D.Ingestion.Intake;

/// <summary>What an intake counts, under the meter <c>Pipeline3D.Ingestion</c>.</summary>
internal sealed class IntakeMeter : IDisposable
{
    private readonly Meter _meter = new(IntakeTelemetry.Name);
    private readonly Counter<long> _accepted, _answered, _refused, _late, _thinned;
    private readonly Histogram<double> _latency;

    public IntakeMeter(Func<long> waiting)
    {
        _accepted = _meter.CreateCounter<long>("pipeline3d.intake.accepted", "{scan}", "Scans accepted, by door.");
        _answered = _meter.CreateCounter<long>("pipeline3d.intake.answered", "{scan}",
            "Accepted scans that ended, by outcome.");
        _refused = _meter.CreateCounter<long>("pipeline3d.intake.refused", "{request}",
            "Requests not accepted, by HTTP status.");
        _late = _meter.CreateCounter<long>("pipeline3d.scans.late", "{scan}", "Verdicts reached after their deadline.");
        _thinned = _meter.CreateCounter<long>("pipeline3d.scans.fallback", "{scan}",
            "Verdicts by fewer points than the scan has, to meet a deadline.");
        // Both are there from the start: an alert on a series that does not exist never fires.
        _late.Add(0);
        _thinned.Add(0);
        _latency = _meter.CreateHistogram("pipeline3d.intake.duration", "s",
            "Time from acceptance of a scan to its end.", advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100],
            });
        _meter.CreateObservableUpDownCounter("pipeline3d.intake.waiting", waiting, "{scan}",
            "Scans accepted and not answered.");
    }

    public void Accepted(string door) => _accepted.Add(1, new KeyValuePair<string, object?>("door", door));

    public void Refused(int status) => _refused.Add(1, new KeyValuePair<string, object?>("status", status));

    public void Answered(ScanAnswer answer, TimeSpan took)
    {
        _answered.Add(1, new KeyValuePair<string, object?>("outcome", answer.Kind.ToString().ToLowerInvariant()));
        _latency.Record(took.TotalSeconds);
        _late.Add(answer.Report is { IsLate: true } ? 1 : 0);
        _thinned.Add(answer.Report is { Fallback: not null } ? 1 : 0);
    }

    public void Dispose() => _meter.Dispose();
}
