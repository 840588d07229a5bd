using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Cache;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Remote;

namespace Pipeline3D.Engine.Runs;

/// <summary>How a graph is run.</summary>
public sealed record RunOptions
{
    /// <summary>What the blocks share: output folder, seed, clock.</summary>
    public required RunContext Context { get; init; }

    /// <summary>Most bytes of payload in flight at once. Default: half of the memory that the process may
    /// use.</summary>
    public long BudgetBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>Remembers which items are done, so that a later run can leave them out. Default: remembers
    /// nothing.</summary>
    public IRunJournal Journal { get; init; } = NoJournal.Instance;

    /// <summary>Keeps outputs of blocks between runs. Default null: nothing is kept.</summary>
    public IArtifactCache? Cache { get; init; }

    /// <summary>Per node a key of all that decides its output but the content of the scans: kind, version and options
    /// of the block and of all that leads to it. A node without a key is not cached.</summary>
    public IReadOnlyDictionary<string, string> Definitions { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether items that an earlier run of the journal rejected are tried again. Default false: they stay
    /// rejected, but for those that were stopped or could not be written.</summary>
    public bool RetryDead { get; init; }

    /// <summary>Ends the run early when more items than this are rejected. Default null: never.</summary>
    public RejectLimit? MaxRejected { get; init; }

    /// <summary>Computes the items whose ways other processes may compute; needs a journal that is on. Default null:
    /// all are computed here.</summary>
    public IWorkPool? Pool { get; init; }

    /// <summary>Gives the items to compute, in place of the lists of the sources: the run computes for one elsewhere,
    /// which alone keeps the results. Default null.</summary>
    public IItemFeed? Feed { get; init; }

    /// <summary>With a feed: has the run reduce one group and do nothing else. Default null.</summary>
    public FitOrder? Fit { get; init; }

    /// <summary>Called with each item that has ended, after its bytes were given back. It must be quick and not throw.
    /// Default: nobody is told.</summary>
    public Action<ItemEnd>? Ended { get; init; }

    /// <summary>Dead letters kept in memory for the result, the newest ones; the file holds all. Default:
    /// all.</summary>
    public int MaxLettersKept
    {
        get;
        init => field = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "the newest dead letter is always kept");
    } = int.MaxValue;

    /// <summary>How long blocks have to end their work once the run is stopped; those that take longer are left behind,
    /// and what they work on is a dead letter. Default 10 s; longer than 0.</summary>
    public TimeSpan StopDeadline
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value,
            "a block that is told to stop needs some time for it");
    } = TimeSpan.FromSeconds(10);

    /// <summary>Size in bytes from which the file of dead letters gives way to a new one, of which one more is kept;
    /// for runs that do not end, which also go on behind the letters of earlier starts. Default null: it holds all of
    /// this run and nothing else.</summary>
    public long? MaxLetterBytes { get; init; }

    /// <summary>Cancel to read no further item and let those in flight finish.</summary>
    public CancellationToken Drain { get; init; }
}
