using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Core.Blocks;

/// <summary>A reducer whose product is the union of the products of disjoint groups of its inputs, such as one model
/// per category, so that each group may be reduced on another machine.</summary>
/// <remarks>Law, checked by the conformance suite: the product of all inputs is the union of the products of each
/// group's, byte by byte as <see cref="IKeepsProduct{TOut}.SaveProduct"/> writes it.</remarks>
/// <typeparam name="TOut">The product.</typeparam>
public interface IGroups<TOut> : IKeepsProduct<TOut>
{
    /// <summary>Name of the group that an item belongs to; the same for equal items.</summary>
    string GroupOf(ItemId item);

    /// <summary>Makes the product of one group, whose inputs are all that were added. A group of which nothing could be
    /// used gives a product of nothing, and remarks it.</summary>
    ValueTask<TOut> CompleteGroupAsync(RunContext run, CancellationToken stop);

    /// <summary>Joins the products of all groups.</summary>
    /// <param name="products">One per group, groups in ordinal order of their names.</param>
    /// <exception cref="InvalidOperationException">All of them are of nothing; the message says what to look
    /// at.</exception>
    TOut Union(IReadOnlyList<TOut> products);
}
