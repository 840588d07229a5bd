using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Journal;

namespace Pipeline3D.Engine.Remote;

/// <summary>Where a process that computes items for a run elsewhere gets them from: in place of the lists of its
/// sources.</summary>
public interface IItemFeed
{
    /// <summary>Gives the entries to compute. The next one is asked for when there is room for it.</summary>
    IAsyncEnumerable<EntryRef> TakeAsync(CancellationToken stop);

    /// <summary>An entry has ended. Called from many threads; must be quick and not throw.</summary>
    /// <param name="entry">What was taken.</param>
    /// <param name="end">What the journal is to hold of it; its outputs are hashed, their paths relative to the
    /// process's own folder. One with a letter of a reason that is no fault of the scan
    /// (<see cref="RejectReason.Stopped"/>, <see cref="RejectReason.Shortage"/>, <see
    /// cref="RejectReason.OutputFailed"/>, <see cref="RejectReason.DeviceMemory"/>) may be tried elsewhere.</param>
    /// <param name="timings">What each block did with it.</param>
    void Ended(EntryRef entry, JournalEntry end, IReadOnlyList<BlockTiming> timings);

    /// <summary>Waits for a value known beforehand.</summary>
    /// <param name="node">The reducer that made it.</param>
    /// <param name="stop">Stops the wait.</param>
    ValueTask<OfferedValue> ValueAsync(string node, CancellationToken stop);
}

/// <summary>A value that a reducer made elsewhere.</summary>
/// <param name="Key">Hash of what it was made of.</param>
/// <param name="Content">The value as the reducer saved it; whoever takes it disposes it. Null when there is none, as
/// nothing could be made.</param>
public sealed record OfferedValue(string Key, Stream? Content);
