namespace Pipeline3D.Core.Items;

/// <summary>Thrown by a block that cannot use an item: the item becomes a dead letter, the run goes on.</summary>
public sealed class ItemRejectedException : Exception
{
    private ItemRejectedException(RejectReason reason, ItemId item, string detail, Exception? cause)
        : base($"{item.Path}: {detail} [{reason}]", cause) => (Reason, Item, Detail) = (reason, item, detail);

    /// <summary>Why, from the closed list.</summary>
    public RejectReason Reason { get; }

    /// <summary>The rejected item.</summary>
    public ItemId Item { get; }

    /// <summary>What is wrong and what to do, without the item's name.</summary>
    public string Detail { get; }

    /// <summary>Makes the exception: who, what, why; the cause is kept.</summary>
    public static ItemRejectedException Because(
        RejectReason reason, ItemId item, string detail, Exception? cause = null) => new(reason, item, detail, cause);
}
