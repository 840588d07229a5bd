namespace Pipeline3D.Engine.Remote;

/// <summary>Where the items of a run are computed when that is not here: other processes, on this machine or on
/// others.</summary>
/// <remarks>
/// The journal of the run is the truth and the pool a cache: the pool may deliver an end twice, late, or after the run
/// was killed and begun again; it may forget all it holds. It must not lose sight of what it was asked for: it sends
/// again by itself what came to nothing. Only references go through it. Called from many threads.
/// </remarks>
public interface IWorkPool : IAsyncDisposable
{
    /// <summary>Who is there now.</summary>
    IReadOnlyList<WorkerFacts> Workers { get; }

    /// <summary>What happened so far, in numbers.</summary>
    PoolCounts Counts { get; }

    /// <summary>Has one entry computed and completes with its end, whose output files then lie in the run's
    /// folder.</summary>
    /// <exception cref="PoolException">It cannot be computed there, whatever is tried.</exception>
    ValueTask<RemoteEnd> ComputeAsync(EntryRef entry, CancellationToken stop);

    /// <summary>The end's row is in the journal, or waits there for a product: it need not be kept any
    /// longer.</summary>
    ValueTask CommittedAsync(RemoteEnd end);

    /// <summary>Has one group reduced and completes with its product.</summary>
    /// <exception cref="PoolException">It cannot be computed there, whatever is tried.</exception>
    ValueTask<RemoteProduct> FitAsync(FitTask task, CancellationToken stop);

    /// <summary>Makes a value known beforehand available to all workers; completes when they can have it.</summary>
    /// <param name="node">The reducer that made it.</param>
    /// <param name="key">Hash of what it was made of.</param>
    /// <param name="save">Writes it; null when there is none, as nothing could be made.</param>
    /// <param name="stop">Stops the wait.</param>
    ValueTask OfferAsync(string node, string key, Action<Stream>? save, CancellationToken stop);
}

/// <summary>What a pool did.</summary>
/// <param name="Open">Items sent whose ends have not come.</param>
/// <param name="SentAgain">Items sent once more because nothing was heard of them.</param>
/// <param name="Speculated">Items sent once more because they took long.</param>
/// <param name="Duplicates">Ends that came although one was there.</param>
/// <param name="Vanished">Workers that went without a word.</param>
public sealed record PoolCounts(long Open, long SentAgain, long Speculated, long Duplicates, long Vanished);
