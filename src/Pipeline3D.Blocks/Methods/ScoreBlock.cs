using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Recipes;
using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Blocks.Methods;

/// <summary>Scores prepared scans with the model of their category: <c>score.ID</c>.</summary>
/// <param name="method">Id of the method; empty for any.</param>
internal sealed class ScoreBlock(string method) : ApplyBlock3D<ModelSet, PreparedScan, ScoredScan>(new NoOptions()),
    ICacheable<PreparedScan, ScoredScan>, IChecksRecipe, IEstimatesDisk
{
    /// <summary>A float per point.</summary>
    public long CacheBytes(ExpectedItems items)
        => items.Items.Sum(item => sizeof(float) * DeclaredSize.MaxPoints(item.DeclaredBytes));

    /// <inheritdoc/>
    public string? Check(string node, Recipe recipe, IBlock? side)
        => RecipeRules.Against(side, recipe, whole => whole.Without(recipe) is { Steps.IsEmpty: true });

    /// <inheritdoc/>
    public override ValueTask<ScoredScan> ApplyAsync(ModelSet side, PreparedScan input, BlockContext context)
    {
        TrainedModel model = side.For(context);
        if (method.Length > 0 && model.About.Method != method)
            throw context.Reject(RejectReason.NoModel, $"the model of '{context.Item.Category}' is of "
                + $"{model.About.Method}, which score.{method} cannot use");
        if (!input.Step.Equals(model.About.Recipe.Steps[^1]))
            throw context.Reject(RejectReason.NoModel,
                $"the scan was prepared by {input.Step}, the model was learnt on "
                + $"scans prepared by {model.About.Recipe.Steps[^1]}; use the same options for both");
        return new(MethodContexts.Scored(model, input.Scan, input.Sample, context));
    }

    /// <inheritdoc/>
    public void SaveOutput(ScoredScan output, Stream stream) => ScoredScanFile.Save(output, stream);

    /// <inheritdoc/>
    public ScoredScan LoadOutput(PreparedScan input, Stream stream) => ScoredScanFile.Load(input.Scan, stream);
}
