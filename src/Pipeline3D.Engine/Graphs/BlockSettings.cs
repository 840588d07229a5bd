namespace Pipeline3D.Engine.Graphs;

/// <summary>How the engine runs one block; every block accepts these beside its own options.</summary>
public sealed record BlockSettings
{
    /// <summary>Items worked on at once. Default 0 = the machine's cores; reducers and sinks always take one at a
    /// time.</summary>
    public int Parallelism { get; init; }

    /// <summary>Whether outputs leave in the order of the inputs. Default true; results are then the same at any
    /// parallelism.</summary>
    public bool Ordered { get; init; } = true;

    /// <summary>Longest time one item may take; null = no limit. An item over it becomes a dead letter.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How often a failed item is tried again. Default 0; an item that the block rejects is never tried
    /// again.</summary>
    public int Retries { get; init; }

    /// <summary>Pause before each further try. Default 200 ms.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Items that may wait before the block, those in work included. Default 0 = twice the
    /// parallelism.</summary>
    public int Capacity { get; init; }

    /// <summary>The parallelism in force.</summary>
    public int EffectiveParallelism => Parallelism > 0 ? Parallelism : Environment.ProcessorCount;

    /// <summary>The capacity in force.</summary>
    public int EffectiveCapacity => Capacity > 0 ? Math.Max(Capacity, EffectiveParallelism) : 2 * EffectiveParallelism;

    /// <summary>Names every setting that cannot work.</summary>
    public IEnumerable<(string Setting, string Problem)> Problems()
    {
        if (Parallelism is < 0 or > 1024)
            yield return (nameof(Parallelism), $"is {Parallelism}: it must lie between 0 (= all cores) and 1024");
        if (Timeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > TimeSpan.FromDays(1)))
            yield return (nameof(Timeout), $"is {timeout}: it must be longer than 0 and at most a day");
        if (Retries is < 0 or > 100)
            yield return (nameof(Retries), $"is {Retries}: it must lie between 0 and 100");
        if (RetryDelay < TimeSpan.Zero || RetryDelay > TimeSpan.FromHours(1))
            yield return (nameof(RetryDelay), $"is {RetryDelay}: it must lie between 0 and an hour");
        if (Capacity is < 0 or > 100_000)
            yield return (nameof(Capacity),
                $"is {Capacity}: it must lie between 0 (= twice the parallelism) and 100000");
    }
}
