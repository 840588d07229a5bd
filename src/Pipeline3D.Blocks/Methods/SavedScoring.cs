using System.Collections.Concurrent;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Recipes;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Blocks.Methods;

/// <summary>Scores scans with models of any method: each scan is prepared as the model of its category says.</summary>
/// <remarks>Models remember every block that their training scans went through; what was not done to a scan before it
/// comes here is done here. A graph that prepares scans otherwise than the models' is refused before it
/// runs.</remarks>
[Block("score.saved", UsesDevice = true, Summary = "Prepare and score scans as their models say, whatever the method.")]
public sealed class SavedScoring(IBlockFactory blocks) : ApplyBlock3D<ModelSet, Scan, ScoredScan>(new NoOptions()),
    IChecksRecipe, IAsyncDisposable
{
    private readonly ConcurrentDictionary<TrainedModel, Lazy<Task<Chain>>> _chains = new(
        ReferenceEqualityComparer.Instance);
    private Recipe _before = Recipe.Nothing;

    /// <inheritdoc/>
    public string? Check(string node, Recipe recipe, IBlock? side)
    {
        _before = recipe;
        if (RecipeRules.Against(side, recipe, whole => whole.Without(recipe) is not null) is { } problem)
            return problem;
        try
        {
            foreach (Recipe whole in (side as IGivesModels)?.Recipes ?? [])
                Chain.Of(whole.Without(recipe)!, blocks);
            return null;
        }
        catch (Exception cause) when (cause is FormatException or OptionsException)
        {
            return $"its models were learnt on scans prepared by a block that cannot be made here: {cause.Message}";
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<ScoredScan> ApplyAsync(ModelSet side, Scan input, BlockContext context)
    {
        TrainedModel model = side.For(context);
        Chain chain = await _chains.GetOrAdd(model, _ => new Lazy<Task<Chain>>(() => OpenAsync(model, context)))
            .Value.ConfigureAwait(false);
        Scan scan = input;
        foreach (ITransform<Scan, Scan> step in chain.Steps)
            scan = await step.TransformAsync(scan, context).ConfigureAwait(false);
        object sample = RunDevice.Compute(context, scope => model.Method.Prepare(scan, model.Options,
            MethodContexts.Of(context, scan, scope)));
        return MethodContexts.Scored(model, scan, sample, context);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (Lazy<Task<Chain>> chain in _chains.Values.Where(chain => chain.IsValueCreated
            && chain.Value.IsCompletedSuccessfully))
            await (await chain.Value.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }

    private async Task<Chain> OpenAsync(TrainedModel model, BlockContext context)
    {
        if (model.About.Recipe.Without(_before) is not { } rest)
            throw context.Reject(RejectReason.NoModel, $"the scan was prepared by {_before}, the model of "
                + $"'{context.Item.Category}' was learnt on scans prepared by {model.About.Recipe}");
        if (!model.About.Recipe.IsWhole)
            context.Run.AddRemark($"the model of '{model.About.Category}' does not say what was done to its scans "
                + $"before {model.About.Recipe.Steps[0].Block}; what stands before this block is taken for it. "
                + "'pipeline3d models convert' makes a file that says it");
        Chain chain = Chain.Of(rest, blocks);
        foreach (ITransform<Scan, Scan> step in chain.Steps)
            await step.StartAsync(context.Run, context.Stop).ConfigureAwait(false);
        return chain;
    }

    /// <summary>The blocks before a method's own preparation.</summary>
    private sealed record Chain(IReadOnlyList<ITransform<Scan, Scan>> Steps) : IAsyncDisposable
    {
        /// <exception cref="FormatException">A block is not here, or is none that makes scans of scans.</exception>
        public static Chain Of(Recipe rest, IBlockFactory blocks)
        {
            if (rest.Steps.IsEmpty)
                throw new FormatException("the scans that reach it are prepared already; use the method's own score "
                    + "block for them");
            return new Chain([.. rest.Steps[..^1].Select(step => blocks.Create(step) as ITransform<Scan, Scan>
                ?? throw new FormatException($"{step.Block} makes no scan of each scan, so it cannot be repeated here; "
                    + "put it before this block"))]);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (ITransform<Scan, Scan> step in Steps)
                if (step is IAsyncDisposable asynchronous)
                    await asynchronous.DisposeAsync().ConfigureAwait(false);
                else
                    (step as IDisposable)?.Dispose();
        }
    }
}
