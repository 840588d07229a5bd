using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Recipes;

namespace Pipeline3D.Blocks.Methods;

/// <summary>What scoring blocks require of how their scans were prepared.</summary>
internal static class RecipeRules
{
    /// <summary>Holds a recipe against those of the models, as far as they are known beforehand.</summary>
    /// <param name="side">What gives the models.</param>
    /// <param name="recipe">What is done to the scans before the block.</param>
    /// <param name="fits">Whether that goes with a model's whole recipe.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Against(IBlock? side, Recipe recipe, Func<Recipe, bool> fits)
    {
        if (side is not IGivesModels models)
            return null;
        try
        {
            return models.Recipes.FirstOrDefault(whole => !fits(whole)) is { } other
                ? $"its scans are prepared by {recipe}, but its models were learnt on scans prepared by {other}; "
                    + "prepare them alike, or use score.saved straight after the source, which does it by itself"
                    : null;
        }
        catch (IOException cause)
        {
            return $"its models cannot be read: {cause.Message}";
        }
    }
}
