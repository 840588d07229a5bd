namespace Pipeline3D.Core.Live;

/// <summary>Says of a scan that it was judged by fewer points than it has, because its verdict was due.</summary>
/// <param name="Points">Points with a reading that were left.</param>
/// <param name="OfPoints">Points with a reading before; more than <paramref name="Points"/>.</param>
public sealed record Fallback(int Points, int OfPoints)
{
    /// <summary>Time that was left when it was decided, negative when the verdict was late already; null when the scan
    /// was not due.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>Most points that it could have kept, the rule that it was thinned by; 0 when unknown.</summary>
    public int MaxPoints { get; init; }
}
