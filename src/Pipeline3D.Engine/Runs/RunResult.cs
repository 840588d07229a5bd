using System.Collections.Immutable;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Engine.Runs;

/// <summary>How a run ended.</summary>
public enum RunStatus
{
    /// <summary>Every item of every source ended.</summary>
    Completed = 0,

    /// <summary>Drained: reading was ended early, everything read ended.</summary>
    Drained = 1,

    /// <summary>Stopped: items in work became dead letters.</summary>
    Stopped = 2,

    /// <summary>Something other than an item failed; see <see cref="RunResult.Failures"/>.</summary>
    Failed = 3,
}

/// <summary>Where the items of a run went. Conservation: Read = Completed + Dead + Filtered, Listed = Read + Resumed,
/// and nothing else.</summary>
/// <param name="Listed">Entries that the sources listed.</param>
/// <param name="Read">Items admitted to the graph, resumed ones not counted.</param>
/// <param name="Completed">Items that reached a sink or a reducer.</param>
/// <param name="Dead">Items that became dead letters.</param>
/// <param name="Filtered">Items that a rule dropped.</param>
/// <param name="Resumed">Items that an earlier run had finished.</param>
public sealed record RunCounts(long Listed, long Read, long Completed, long Dead, long Filtered, long Resumed)
{
    /// <summary>Whether nothing was lost: every listed entry ended in exactly one way.</summary>
    public bool IsConserved => Read == Completed + Dead + Filtered && Listed == Read + Resumed;
}

/// <summary>What one block did in a run.</summary>
/// <param name="Block">Id of the node.</param>
/// <param name="Items">Items that it worked on.</param>
/// <param name="Dead">Items that became dead letters in it.</param>
/// <param name="Busy">Time spent in the block, summed over items; waiting excluded.</param>
/// <param name="Waited">Time that items waited before the block, summed.</param>
/// <param name="Longest">Longest time of one item in the block.</param>
public sealed record BlockStatistics(
    string Block, long Items, long Dead, TimeSpan Busy, TimeSpan Waited, TimeSpan Longest)
{
    /// <summary>Outputs that were found in the cache instead of being computed.</summary>
    public long Cached { get; init; }
}

/// <summary>What one process did that computed items for the run.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="Items">Items that it computed.</param>
/// <param name="Busy">Time that its blocks spent on them.</param>
/// <param name="Again">Of these, items that had been sent before, to it or to another.</param>
public sealed record WorkerStatistics(string Worker, long Items, TimeSpan Busy, long Again);

/// <summary>What a run did.</summary>
public sealed record RunResult
{
    /// <summary>How it ended.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Whether it was ended because too many items were rejected.</summary>
    public bool TooManyRejected { get; init; }

    /// <summary>Where the items went.</summary>
    public required RunCounts Counts { get; init; }

    /// <summary>The dead letters, by sequence number.</summary>
    public required ImmutableArray<DeadLetter> DeadLetters { get; init; }

    /// <summary>What went wrong beyond single items, as whole sentences.</summary>
    public required ImmutableArray<string> Failures { get; init; }

    /// <summary>What each block did, from sources to sinks.</summary>
    public required ImmutableArray<BlockStatistics> Blocks { get; init; }

    /// <summary>What each process did that computed items elsewhere; empty when all were computed here.</summary>
    public ImmutableArray<WorkerStatistics> Workers { get; init; } = [];

    /// <summary>When the run began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The most payload bytes that were in flight at once, as declared.</summary>
    public required long PeakBytes { get; init; }
}
