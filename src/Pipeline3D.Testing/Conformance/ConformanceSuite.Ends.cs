using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Testing.Conformance;

public sealed partial class ConformanceSuite<TIn, TOut>
{
    private async Task<string?> RemembersAsync(Bench bench)
    {
        BenchRun first = bench.NewRun();
        BenchRun second = bench.NewRun();
        IBlock taking = await first.StartAsync(make()).ConfigureAwait(false),
            recalling = await second.StartAsync(make()).ConfigureAwait(false);
        if (taking is not IRemembers<TIn>)
            return null;
        (ItemId Id, TIn)[] inputs = Mixed();
        Left[] taken = await TakeAsync(taking, first, inputs).ConfigureAwait(false);
        for (int i = 0; i < inputs.Length; i++)
            if (taken[i].Contribution is { } contribution)
            {
                second.TakeOver(first, contribution.Outputs);
                if (Recall(recalling, second, inputs[i].Id, i, contribution.Data) is { } why)
                    return $"{inputs[i].Id} was taken, and is refused when it is recalled: {why}";
            }
        return Unlike(await EndAsync(taking, first).ConfigureAwait(false),
            await EndAsync(recalling, second).ConfigureAwait(false),
            "of a block that recalled what another remembered");
    }

    private async Task<string?> ContributesAsync(Bench bench)
    {
        BenchRun local = bench.NewRun();
        IBlock block = await local.StartAsync(make()).ConfigureAwait(false);
        if (block is not IContributes<TIn>)
            return null;
        Left[] taken = await TakeAsync(block, local, Mixed()).ConfigureAwait(false);
        SortedDictionary<string, string> end = await EndAsync(block, local).ConfigureAwait(false);
        return await RecalledAsync(taken, end, isUsed: true, bench).ConfigureAwait(false)
            ?? await RecalledAsync(taken, end, isUsed: false, bench).ConfigureAwait(false);
    }

    // Contributes by one block, recalls by another. The contributing block has taken other inputs before and works
    // from the last input to the first, or it is new and works on all at once; neither may make a difference.
    private async Task<string?> RecalledAsync(Left[] taken, SortedDictionary<string, string> end, bool isUsed,
        Bench bench)
    {
        BenchRun aside = bench.NewRun();
        BenchRun remote = bench.NewRun();
        IBlock contributing = await aside.StartAsync(make()).ConfigureAwait(false),
            recalling = await remote.StartAsync(make()).ConfigureAwait(false);
        string how = isUsed ? "by a block that has taken inputs before, from the last to the first"
            : "by several calls at once";
        (ItemId Id, TIn)[] inputs = Mixed();
        if (isUsed)
            await TakeAsync(contributing, aside, Mixed()).ConfigureAwait(false);
        var contributed = new Left[inputs.Length];
        if (isUsed)
            for (int i = inputs.Length - 1; i >= 0; i--)
                contributed[i] = await ContributeAsync(contributing, remote, inputs[i], i).ConfigureAwait(false);
        else
            contributed = await Task.WhenAll(inputs.Select((input, i) => Task.Run(
                () => ContributeAsync(contributing, remote, input, i), bench.Stop))).ConfigureAwait(false);
        for (int i = 0; i < inputs.Length; i++)
            if (Difference(taken[i], contributed[i], inputs[i].Id, how) is { } difference)
                return difference;
        for (int i = 0; i < inputs.Length; i++)
        {
            string? why = contributed[i].Contribution is { } contribution
                ? Recall(recalling, remote, inputs[i].Id, i, contribution.Data) : contributed[i].Refusal;
            if (why != taken[i].Refusal)
                return $"{inputs[i].Id} is {(taken[i].Refusal is { } refusal ? $"refused ({refusal})" : "taken")} by "
                    + $"the block that takes it, and {(why is null ? "taken" : $"refused ({why})")} when its "
                    + "contribution is recalled in its place";
        }
        if (Unlike(end, await EndAsync(recalling, remote).ConfigureAwait(false),
            $"when what was contributed {how} is recalled in order") is { } unlike)
            return unlike;
        if (isUsed)
            return null;
        BenchRun empty = bench.NewRun();
        IBlock unused = await empty.StartAsync(make()).ConfigureAwait(false);
        return Unlike(await EndAsync(unused, empty).ConfigureAwait(false),
            await EndAsync(contributing, aside).ConfigureAwait(false), "of a block that only contributed: "
                + "ContributeAsync must not change the block");
    }

    private async Task<string?> KeepsProductAsync(Bench bench)
    {
        BenchRun run = bench.NewRun();
        IBlock block = await run.StartAsync(make()).ConfigureAwait(false);
        if (block is not IKeepsProduct<TOut> keeper)
            return null;
        foreach ((ItemId id, TIn input, int i) in Mixed().Select((input, i) => (input.Id, input.Payload, i)))
            await RefusalAsync(() => EndCalls<TIn>.Of(block)!.Take(input, run.Of(id, i))).ConfigureAwait(false);
        var product = (TOut)(await EndCalls<TIn>.Of(block)!.Complete(run.Context, bench.Stop).ConfigureAwait(false))!;
        byte[] bytes = Saved(keeper, product);
        using var stream = new MemoryStream(bytes);
        TOut loaded = ((IKeepsProduct<TOut>)make()).LoadProduct(stream);
        return stream.Position != bytes.Length ? $"of {bytes.Length} bytes that SaveProduct wrote LoadProduct read "
                + $"{stream.Position}"
            : PrintOutput(loaded) != PrintOutput(product) ? "the product that was saved and loaded again differs from "
                + "the one that was made"
            : Saved(keeper, loaded).AsSpan().SequenceEqual(bytes) ? null
                : "the product that was saved and loaded again is saved as other bytes";
    }

    private async Task<string?> GroupsAsync(Bench bench)
    {
        BenchRun run = bench.NewRun();
        IBlock whole = await run.StartAsync(make()).ConfigureAwait(false);
        if (whole is not IGroups<TOut> all)
            return null;
        (ItemId Id, TIn Payload)[] inputs = Mixed();
        if (inputs.FirstOrDefault(input => all.GroupOf(input.Id) != ((IGroups<TOut>)make()).GroupOf(input.Id with { }))
            .Id is { } twofold)
            return $"{twofold} belongs to another group at a second call";
        var refusals = new string?[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
            refusals[i] = await RefusalAsync(() => EndCalls<TIn>.Of(whole)!.Take(inputs[i].Payload,
                run.Of(inputs[i].Id, i))).ConfigureAwait(false);
        var product = (TOut)(await EndCalls<TIn>.Of(whole)!.Complete(run.Context, bench.Stop).ConfigureAwait(false))!;
        List<TOut> products = [];
        foreach (var group in Mixed().Select((input, i) => (Input: input, Index: i))
            .GroupBy(input => all.GroupOf(input.Input.Id)).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            BenchRun apart = bench.NewRun();
            IBlock part = await apart.StartAsync(make()).ConfigureAwait(false);
            foreach (((ItemId id, TIn input), int i) in group)
                if (await RefusalAsync(() => EndCalls<TIn>.Of(part)!.Take(input, apart.Of(id, i)))
                    .ConfigureAwait(false) is var why && why != refusals[i])
                    return $"{id} is {(why is null ? "taken" : $"refused ({why})")} in its group alone, and "
                        + $"{(refusals[i] is null ? "taken" : $"refused ({refusals[i]})")} among all";
            products.Add(SavedAndLoaded(await ((IGroups<TOut>)part).CompleteGroupAsync(apart.Context, bench.Stop)
                .ConfigureAwait(false)));
        }
        BenchRun nothing = bench.NewRun();
        TOut empty = SavedAndLoaded(await ((IGroups<TOut>)await nothing.StartAsync(make()).ConfigureAwait(false))
            .CompleteGroupAsync(nothing.Context, bench.Stop).ConfigureAwait(false));
        products.Add(empty);
        if (!Saved(all, ((IGroups<TOut>)make()).Union(products)).AsSpan().SequenceEqual(Saved(all, product)))
            return $"the union of the products of {products.Count - 1} groups, and of an empty one, is saved as other "
                + "bytes than the product of all";
        try
        {
            ((IGroups<TOut>)make()).Union([empty]);
            return "the union of nothing is a product: throw InvalidOperationException, and say what to look at";
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static byte[] Saved(IKeepsProduct<TOut> keeper, TOut product)
    {
        using var stream = new MemoryStream();
        keeper.SaveProduct(product, stream);
        return stream.ToArray();
    }

    private TOut SavedAndLoaded(TOut product)
    {
        var keeper = (IKeepsProduct<TOut>)make();
        using var stream = new MemoryStream(Saved(keeper, product));
        return keeper.LoadProduct(stream);
    }

    // Usual inputs with the unusual ones among them.
    private (ItemId Id, TIn Payload)[] Mixed()
    {
        List<(ItemId, TIn)> inputs = [.. Usual(Items)];
        inputs.InsertRange(Items / 2, Unusual.Select((unusual, i) => (Identify(Items + i), unusual.Make())));
        return [.. inputs];
    }

    private static async Task<Left[]> TakeAsync(IBlock block, BenchRun run, (ItemId Id, TIn Payload)[] inputs)
    {
        var memory = block as IRemembers<TIn>;
        var taken = new Left[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            (ItemId id, TIn input) = inputs[i];
            string? refusal = await RefusalAsync(() => EndCalls<TIn>.Of(block)!.Take(input, run.Of(id, i)))
                .ConfigureAwait(false);
            taken[i] = new Left(refusal, refusal is null ? memory!.Remember(input, run.Of(id, i)) : null, run);
        }
        return taken;
    }

    private static async Task<Left> ContributeAsync(IBlock block, BenchRun run, (ItemId Id, TIn Payload) input,
        int index)
    {
        Contribution? contribution = null;
        string? refusal = await RefusalAsync(async () => contribution = await ((IContributes<TIn>)block)
            .ContributeAsync(input.Payload, run.Of(input.Id, index)).ConfigureAwait(false)).ConfigureAwait(false);
        return new Left(refusal, contribution, run);
    }

    private static string? Recall(IBlock block, BenchRun run, ItemId item, int index, ReadOnlyMemory<byte> data)
    {
        try
        {
            ((IRemembers<TIn>)block).Recall(data, run.Of(item, index));
            return null;
        }
        catch (ItemRejectedException why)
        {
            return Text(why);
        }
    }

    private static async Task<string?> RefusalAsync(Func<ValueTask> body)
    {
        try
        {
            await body().ConfigureAwait(false);
            return null;
        }
        catch (ItemRejectedException why)
        {
            return Text(why);
        }
    }

    private static string Text(ItemRejectedException why) => $"{why.Detail} [{why.Reason}]";

    // Ends the block; all that it leaves, by name.
    private async Task<SortedDictionary<string, string>> EndAsync(IBlock block, BenchRun run)
    {
        string product;
        try
        {
            object? made = await EndCalls<TIn>.Of(block)!.Complete(run.Context, run.Stop).ConfigureAwait(false);
            product = made is TOut output ? PrintOutput(output) : "";
        }
        catch (InvalidOperationException cause)
        {
            product = cause.Message;
        }
        SortedDictionary<string, string> left = run.Left();
        left["the product"] = product;
        return left;
    }

    private static string? Unlike(SortedDictionary<string, string> expected, SortedDictionary<string, string> found,
        string how) => expected.Keys.Union(found.Keys).Where(name => expected.GetValueOrDefault(name)
            != found.GetValueOrDefault(name)).Select(name => !found.ContainsKey(name) ? $"{name} is missing {how}"
                : !expected.ContainsKey(name) ? $"{name} is there only {how}" : $"{name} differs {how}")
            .FirstOrDefault();

    // A block that remembers nothing of an input does not show it, which a contribution cannot know.
    private static string? Difference(Left taken, Left contributed, ItemId item, string how)
    {
        if (contributed is { Contribution: null, Refusal: var refusal })
            return refusal == taken.Refusal ? null : $"contributing {item} {how} refuses it ({refusal}), and taking it "
                + $"{(taken.Refusal is null ? "does not" : $"says {taken.Refusal}")}; what is decided in view of other "
                + "inputs belongs into Recall";
        if (contributed.Missing is { } missing)
            return $"contributing {item} {how} names the output {missing}, which is not there";
        if (taken.Contribution is not { } own || own is { Data.IsEmpty: true, Outputs.Count: 0 })
            return null;
        return !contributed.Contribution.Value.Data.Span.SequenceEqual(own.Data.Span)
            ? $"contributing {item} {how} gives other bytes than taking it and remembering it"
            : !contributed.Outputs.SequenceEqual(taken.Outputs)
                ? $"contributing {item} {how} gives the outputs {string.Join(", ", contributed.Outputs)}, taking it "
                    + $"gives {string.Join(", ", taken.Outputs)}" : null;
    }

    // What became of an input: why it was refused, or what it left.
    private sealed class Left(string? refusal, Contribution? contribution, BenchRun run)
    {
        public string? Refusal => refusal;

        public Contribution? Contribution => contribution;

        public string[] Outputs { get; } = [.. (contribution?.Outputs ?? []).Select(run.NameOf)];

        // Looked at at once: a file may go later on.
        public string? Missing { get; } = contribution?.Outputs.FirstOrDefault(output => !File.Exists(output));
    }
}
