using System.Collections.Immutable;
using Pipeline3D.Core;

namespace Pipeline3D.Blocks;

/// <summary>The learnt models of a run, one per category.</summary>
/// <param name="Models">The models by category.</param>
public sealed record ModelSet(ImmutableSortedDictionary<string, CategoryModel> Models)
{
    /// <summary>The model for an item.</summary>
    /// <exception cref="ItemRejectedException">There is none for its category, or it is of another kind.</exception>
    internal T For<T>(BlockContext context) where T : CategoryModel
    {
        if (!Models.TryGetValue(context.Item.Category, out CategoryModel? model))
            throw context.Reject(RejectReason.NoModel, $"there is no model for the category '{context.Item.Category}'; "
                + (Models.Count == 0 ? "none was learnt" : $"there are models for {string.Join(", ", Models.Keys)}"));
        return model as T ?? throw context.Reject(RejectReason.NoModel,
            $"the model of '{context.Item.Category}' is a {model.Kind} model, which this block cannot use");
    }
}
