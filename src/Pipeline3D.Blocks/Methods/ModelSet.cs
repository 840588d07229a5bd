using System.Collections.Immutable;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Blocks.Methods;

/// <summary>The learnt models of a run, one per category, or one of all.</summary>
/// <param name="Models">The models by category; <see cref="AllCategories"/> for one of all.</param>
public sealed record ModelSet(ImmutableSortedDictionary<string, TrainedModel> Models)
{
    /// <summary>In the place of a category: the model serves all.</summary>
    public const string AllCategories = "*";

    /// <summary>The model for an item.</summary>
    /// <exception cref="ItemRejectedException">There is none for its category.</exception>
    internal TrainedModel For(BlockContext context)
        => Models.TryGetValue(context.Item.Category, out TrainedModel? model)
            || Models.TryGetValue(AllCategories, out model) ? model : throw context.Reject(RejectReason.NoModel,
                $"there is no model for the category '{context.Item.Category}'; " + (Models.Count == 0
                    ? "none was learnt" : $"there are models for {string.Join(", ", Models.Keys)}"));
}
