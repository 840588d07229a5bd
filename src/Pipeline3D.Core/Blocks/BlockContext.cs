namespace Pipeline3D.Core;

/// <summary>What a block may know about the item at hand.</summary>
/// <param name="Item">Who the item is.</param>
/// <param name="Sequence">Its number within the run, from 0.</param>
/// <param name="Run">The run it belongs to.</param>
/// <param name="Stop">Cancelled when the run is stopped or the block's timeout has passed. Obey it in long
/// loops.</param>
public sealed record BlockContext(ItemId Item, long Sequence, RunContext Run, CancellationToken Stop)
{
    /// <summary>Says that this item cannot be used; throw what it returns.</summary>
    public ItemRejectedException Reject(RejectReason reason, string detail, Exception? cause = null)
        => ItemRejectedException.Because(reason, Item, detail, cause);
}
