namespace Pipeline3D.Reporting.Live;

// Rows of the page's state; their names become those of the JSON in snake case.
internal sealed record LiveVerdict(
    long Number, DateTimeOffset At, string Item, string Category, double Score, double? Threshold, string Verdict,
    bool? IsAnomalous, bool HasCloud, string Unit, int Width, double ScoreLow, double ScoreHigh,
    IReadOnlyList<string> Remarks)
{
    public bool HasTruth { get; init; }

    public bool HasColour { get; init; }

    public LiveFallback? Fallback { get; init; }

    public bool? Late { get; init; }

    public double? LateBySeconds { get; init; }
}

internal sealed record LiveFallback(int Points, int OfPoints, int Views, int OfViews);

internal sealed record LiveLetter(DateTimeOffset At, string Item, string Block, string Reason, string Message);

// Needs: scores that are missing until the comparison can speak; null when the threshold was set on too few for ever.
internal sealed record LiveDrift(
    string Category, int Scores, double Distance, double Limit, double Shift, double Rejected, string Alert,
    int? Needs);

internal sealed record LiveParts(long Judged, long Rejected, long Undecided, long HourJudged, long HourRejected);
