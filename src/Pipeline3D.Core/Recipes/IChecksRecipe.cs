using Pipeline3D.Core.Blocks;

namespace Pipeline3D.Core.Recipes;

/// <summary>A block that must know how the scans that reach it were prepared: it learns from them, or holds them
/// against what was learnt.</summary>
public interface IChecksRecipe
{
    /// <summary>Takes note of how its scans are prepared; called when a graph is checked and before it runs.</summary>
    /// <param name="node">Name of the block in its graph.</param>
    /// <param name="recipe">What is done to them before they reach the block.</param>
    /// <param name="side">The block that gives the value it needs beforehand; null when it needs none.</param>
    /// <returns>Why it cannot work with that, as the rest of a sentence that begins with the block; null when it
    /// can.</returns>
    string? Check(string node, Recipe recipe, IBlock? side);
}

/// <summary>A block that gives models, and knows before it runs how the scans of each must be prepared.</summary>
public interface IGivesModels
{
    /// <summary>The recipe of every model; of one when all share it. Empty when it is not known yet.</summary>
    IReadOnlyList<Recipe> Recipes { get; }
}
