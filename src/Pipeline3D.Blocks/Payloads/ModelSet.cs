using System.Collections.Immutable;
using Pipeline3D.Core;
using Pipeline3D.Detection;

namespace Pipeline3D.Blocks;

/// <summary>The learnt models of a run, one per category.</summary>
/// <param name="Models">The models by category.</param>
public sealed record ModelSet(ImmutableSortedDictionary<string, CategoryModel> Models)
{
    /// <summary>The model for an item.</summary>
    /// <exception cref="ItemRejectedException">There is none for its category.</exception>
    public CategoryModel For(BlockContext context)
        => Models.TryGetValue(context.Item.Category, out CategoryModel? model) ? model
            : throw context.Reject(RejectReason.NoModel, $"there is no model for the category '{context.Item.Category}'; "
                + (Models.Count == 0 ? "none was learnt" : $"there are models for {string.Join(", ", Models.Keys)}"));
}

/// <summary>The model of one category.</summary>
/// <param name="Method">The features that it was fitted on: <see cref="ScanFeatures.Method"/>.</param>
/// <param name="Model">The memory bank with its options.</param>
public sealed record CategoryModel(string Method, PatchCoreModel Model);
