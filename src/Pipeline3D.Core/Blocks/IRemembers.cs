namespace Pipeline3D.Core.Blocks;

/// <summary>A sink or reducer that a killed run can resume: what an item left in it can be kept as bytes and given
/// back.</summary>
/// <remarks>
/// The engine asks for it right after the block took the item, on the same thread, and only when the run has a journal;
/// a resumed run gives it back in the place of the item, in the same order. A block that keeps nothing in memory (it
/// writes each item at once) gives a contribution without data. Items that reach a block without this interface are
/// computed again.
/// </remarks>
/// <typeparam name="TIn">The input payload.</typeparam>
public interface IRemembers<in TIn>
{
    /// <summary>What the input left in the block, which has just taken it.</summary>
    Contribution Remember(TIn input, BlockContext context);

    /// <summary>Takes back what an input left in an earlier run.</summary>
    /// <param name="data">What <see cref="Remember"/> gave.</param>
    /// <param name="context">The item; it was not read again.</param>
    /// <exception cref="Items.ItemRejectedException">It does not go with what was given back before it: the item is a
    /// dead letter, as when the block had taken it.</exception>
    void Recall(ReadOnlyMemory<byte> data, BlockContext context);
}

/// <summary>What an item leaves in a block.</summary>
/// <param name="Data">The part in memory, in the block's own format; empty when there is none.</param>
/// <param name="Outputs">The files that were written for the item, each whole and flushed. An item one of whose files
/// is gone is computed again.</param>
public readonly record struct Contribution(ReadOnlyMemory<byte> Data, IReadOnlyList<string> Outputs);
