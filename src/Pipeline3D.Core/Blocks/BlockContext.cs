using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Core.Blocks;

/// <summary>What a block may know about the item at hand.</summary>
/// <param name="Item">Who the item is.</param>
/// <param name="Sequence">Its number within the run, from 0.</param>
/// <param name="Run">The run it belongs to.</param>
/// <param name="Stop">Cancelled when the run is stopped or the block's timeout has passed. Obey it in long
/// loops.</param>
public readonly record struct BlockContext(ItemId Item, long Sequence, RunContext Run, CancellationToken Stop)
{
    /// <summary>Id of the block in its graph; empty outside of a run.</summary>
    public string Block { get; init; } = "";

    /// <summary>When the item's verdict is due, as a timestamp of the run's clock; null when it is not.</summary>
    public long? DueAt { get; init; }

    /// <summary>Time left until the verdict is due, negative once it is late; null when no time was set.</summary>
    public TimeSpan? TimeLeft => DueAt is { } due
        ? Run.Time.GetElapsedTime(Run.Time.GetTimestamp(), due) : null;

    /// <summary>Tells the user something about this item that is no error: in the manifest, and in the log with item
    /// and block.</summary>
    public void AddRemark(string text) => Run.AddRemark(text, Block, Item.Path);

    /// <summary>Says that this item cannot be used; throw what it returns.</summary>
    public ItemRejectedException Reject(RejectReason reason, string detail, Exception? cause = null)
        => ItemRejectedException.Because(reason, Item, detail, cause);
}
