using Pipeline3D.Core.Live;
using Pipeline3D.Evaluation.Drift;

namespace Pipeline3D.Reporting.Live;

/// <summary>The newest scores of one category, and whether they have drifted.</summary>
/// <remarks>Rejected scans are left out of the comparison, as defects are no drift; that most scans are rejected is an
/// alert of its own.</remarks>
internal sealed class DriftWindow
{
    /// <summary>Seconds over which the rate is told.</summary>
    public const double RateSeconds = 60;

    private const int Max = 200;

    private readonly Queue<double> _accepted = new();
    private readonly Queue<bool> _verdicts = new();
    private AcceptedScores? _old;

    public void Add(double score, bool isRejected, AcceptedScores old)
    {
        _old = old;
        Push(_verdicts, isRejected);
        if (!isRejected)
            Push(_accepted, score);
    }

    public LiveDrift Describe(string category)
    {
        ScoreDrift drift = _accepted.Count == 0 ? new ScoreDrift(0, 0, 1, 0)
            : ScoreDrift.Of(_accepted.ToArray(), _old!.Mean, _old.Deviation, _old.Scans);
        double rejected = _verdicts.Count(isRejected => isRejected) / (double)Math.Max(1, _verdicts.Count);
        bool isMostly = _verdicts.Count >= ScoreDrift.FewestScores && rejected > 0.5;
        return new LiveDrift(category, drift.Scores, drift.Distance, drift.Limit, drift.Shift, rejected,
            drift.IsAlert ? "the scores have drifted from those that the threshold was set on: check sensor, fixture "
                + "and part, then calibrate again"
                : isMostly ? "more than half of the newest scans are rejected" : "",
            ScoreDrift.Needed(_old?.Scans ?? 1, Max) is { } needed ? Math.Max(0, needed - drift.Scores) : null);
    }

    private static void Push<T>(Queue<T> queue, T value)
    {
        queue.Enqueue(value);
        if (queue.Count > Max)
            queue.Dequeue();
    }
}
