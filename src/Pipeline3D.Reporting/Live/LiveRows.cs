namespace Pipeline3D.Reporting.Live;

// Rows of the page's state; their names become those of the JSON in snake case.
internal sealed record LiveVerdict(
    long Number, DateTimeOffset At, string Item, string Category, double Score, double? Threshold, string Verdict,
    bool? IsAnomalous, bool HasCloud, string Unit, int Width, double ScoreLow, double ScoreHigh,
    IReadOnlyList<string> Remarks)
{
    public LiveFallback? Fallback { get; init; }

    public bool? Late { get; init; }

    public double? LateBySeconds { get; init; }
}

internal sealed record LiveFallback(int Points, int OfPoints);

internal sealed record LiveLetter(DateTimeOffset At, string Item, string Block, string Reason, string Message);

internal sealed record LiveDrift(
    string Category, int Scores, double Distance, double Limit, double Shift, double Rejected, string Alert);
