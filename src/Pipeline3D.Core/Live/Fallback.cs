namespace Pipeline3D.Core.Live;

/// <summary>Says of a scan that it was judged by fewer points than it has, or from fewer sides, because its verdict was
/// due.</summary>
/// <param name="Points">Points with a reading that were left.</param>
/// <param name="OfPoints">Points with a reading before; as many where only views were left out.</param>
public sealed record Fallback(int Points, int OfPoints)
{
    /// <summary>Whether points were left out; the scan is then judged by a threshold of its own.</summary>
    public bool IsThinned => Points < OfPoints;

    /// <summary>Views that were left; 0 where none were left out, or there are none.</summary>
    public int Views { get; init; }

    /// <summary>Views before.</summary>
    public int OfViews { get; init; }

    /// <summary>Time that was left when it was decided, negative when the verdict was late already; null when the scan
    /// was not due.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>Most points that it could have kept, the rule that it was thinned by; 0 when unknown.</summary>
    public int MaxPoints { get; init; }
}
