using Pipeline3D.Core.Items;

namespace Pipeline3D.Core.Blocks;

/// <summary>A block that can tell, before a run, about how much of the disk it will take.</summary>
/// <remarks>For what a user is told before the run begins; nothing is reserved or refused by it. Rather too much than
/// too little.</remarks>
public interface IEstimatesDisk
{
    /// <summary>About how many bytes it takes of the run's folder, with what the journal keeps of its items.</summary>
    /// <param name="items">What will reach the block.</param>
    long FolderBytes(ExpectedItems items) => 0;

    /// <summary>About how many bytes of its outputs the cache keeps, where the run has one.</summary>
    /// <param name="items">What will reach the block.</param>
    long CacheBytes(ExpectedItems items) => 0;
}

/// <summary>The items that will reach a block, as far as that is known before they are read.</summary>
/// <param name="Items">Who each is, and the most memory that it will hold, in bytes, as its source declares it.</param>
/// <param name="BudgetBytes">The run's byte budget.</param>
public sealed record ExpectedItems(IReadOnlyList<(ItemId Id, long DeclaredBytes)> Items, long BudgetBytes)
{
    /// <summary>The blocks that they come through, those of all ways.</summary>
    public IReadOnlyList<IBlock> Before { get; init; } = [];
}
