using System.Collections.Immutable;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Recipes;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.ThreeDSt;

namespace Pipeline3D.Blocks.Methods;

/// <summary>Learns a method's models from prepared scans: <c>fit.ID</c>.</summary>
/// <remarks>One model per category, or one of all. What the fits keep counts in the byte budget; beyond a quarter of
/// it, samples that are read again lie in the run's folder. Nothing else runs while models are made, so that has all
/// cores.</remarks>
public sealed class FitBlock(MethodOptions options, MethodRunner method)
    : ReduceBlock3D<PreparedScan, ModelSet>(options), IGroups<ModelSet>, IChecksRecipe, IEstimatesDisk,
    IReadsFiles, IDisposable
{
    private readonly GroupFits _fits = new(options, method);
    private string _node = method.Type.Id;

    /// <summary>Id of the method.</summary>
    public string Method => method.Type.Id;

    /// <summary>Whether one model of all scans is learnt, which judges scans of any category.</summary>
    public bool IsForAllCategories => options.Group == FitGroup.All;

    /// <inheritdoc/>
    public string FilesKey => method.FilesKey(options);

    /// <summary>How its scans are prepared, once the graph was checked.</summary>
    public Recipe Recipe { get; private set; } = Recipe.Nothing;

    /// <summary>The samples that networks read again and memory does not hold.</summary>
    public long FolderBytes(ExpectedItems items) => options is NetworkOptions
        ? Math.Max(0, items.Items.Sum(item => method.SampleBytes(options, DeclaredSize.MaxPoints(item.DeclaredBytes)))
            - items.BudgetBytes / GroupFits.ShareOfBudget) : 0;

    /// <inheritdoc/>
    public string? Check(string node, Recipe recipe, IBlock? side)
    {
        (_node, Recipe) = (node, recipe);
        return null;
    }

    /// <summary>Fails before anything runs when something that the options name is not there.</summary>
    public override ValueTask StartAsync(RunContext run, CancellationToken stop)
    {
        method.Check(options);
        if (options.Seed is { } seed && !method.Type.Declared.IsSeeded)
            run.AddRemark($"{_node}: {method.Type.Id} has no random choice, so seed {seed} changes nothing");
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public string GroupOf(ItemId item) => IsForAllCategories ? ModelSet.AllCategories : item.Category;

    /// <inheritdoc/>
    public override ValueTask AddAsync(PreparedScan input, BlockContext context)
    {
        string group = GroupOf(context.Item);
        _fits.Expect(group);
        if (!method.LearnsFromLabelled(options))
            Clouds.RequireNormal(input.Scan, context);
        if (!method.Type.SampleType.IsInstanceOfType(input.Sample))
            throw context.Reject(RejectReason.SizeMismatch, $"it was prepared by {input.Step.Block}, which {_node} "
                + $"cannot learn from; prepare it by prepare.{method.Type.Id}");
        _fits.Add(group, input, context);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No scan could be used.</exception>
    public override ValueTask<ModelSet> CompleteAsync(RunContext run, CancellationToken stop)
        => _fits.AreEmpty ? throw NothingToLearnFrom() : CompleteGroupAsync(run, stop);

    /// <inheritdoc/>
    public ValueTask<ModelSet> CompleteGroupAsync(RunContext run, CancellationToken stop)
    {
        try
        {
            return new(_fits.Complete(run, _node, Recipe, stop));
        }
        catch (FitPausedException cause)
        {
            throw ItemRejectedException.Because(RejectReason.Stopped, new ItemId("", "", "", "", _node),
                $"{cause.Message}; run the same again to go on", cause);
        }
    }

    /// <inheritdoc/>
    public ModelSet Union(IReadOnlyList<ModelSet> products)
    {
        var models = ImmutableSortedDictionary.CreateBuilder<string, TrainedModel>(StringComparer.Ordinal);
        foreach (ModelSet product in products)
            models.AddRange(product.Models);
        return models.Count == 0 ? throw NothingToLearnFrom() : new ModelSet(models.ToImmutable());
    }

    /// <inheritdoc/>
    public void SaveProduct(ModelSet product, Stream stream) => ModelSetFile.Save(product, stream);

    /// <inheritdoc/>
    public ModelSet LoadProduct(Stream stream)
        => ModelSetFile.Load(stream, id => id == method.Type.Id ? method : null);

    /// <inheritdoc/>
    public void Dispose() => _fits.Dispose();

    private static InvalidOperationException NothingToLearnFrom() => new("no normal scan arrived, so there is nothing "
        + "to learn from; look at the dead letters of the training scans");
}
