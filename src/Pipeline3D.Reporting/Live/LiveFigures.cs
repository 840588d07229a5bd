namespace Pipeline3D.Reporting.Live;

/// <summary>What a service counts, at one moment.</summary>
/// <param name="Status">starting, ok, degraded or draining.</param>
/// <param name="Accepted">Scans accepted.</param>
/// <param name="Answered">Scans answered.</param>
/// <param name="Places">Most scans that may wait.</param>
/// <param name="Dead">Unusable scans.</param>
/// <param name="BytesInFlight">Declared bytes of the scans in the graph.</param>
/// <param name="BudgetBytes">Most bytes in flight.</param>
/// <param name="BlockedSeconds">Time that the admission waited for bytes.</param>
/// <param name="ElapsedSeconds">Time since the start.</param>
/// <param name="Blocks">What each block did.</param>
public sealed record LiveFigures(
    string Status, long Accepted, long Answered, int Places, long Dead, long BytesInFlight, long BudgetBytes,
    double BlockedSeconds, double ElapsedSeconds, IReadOnlyList<LiveBlock> Blocks)
{
    /// <summary>Why the service is degraded, by its parts; empty when it is not.</summary>
    public IReadOnlyDictionary<string, string> Degraded { get; init; } = new Dictionary<string, string>();

    /// <summary>Verdicts reached after their deadline.</summary>
    public long Late { get; init; }

    /// <summary>Verdicts by fewer points than the scan has or from fewer views, to meet a deadline.</summary>
    public long Fallback { get; init; }
}

/// <summary>What one block did so far.</summary>
/// <param name="Block">Name of the node.</param>
/// <param name="Items">Items that it worked on.</param>
/// <param name="BusySeconds">Time spent in it.</param>
/// <param name="WaitedSeconds">Time that items waited before it.</param>
/// <param name="P50">Median time of an item, seconds.</param>
/// <param name="P95">95th percentile, seconds.</param>
/// <param name="P99">99th percentile, seconds.</param>
public sealed record LiveBlock(
    string Block, long Items, double BusySeconds, double WaitedSeconds, double P50, double P95, double P99);
