using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Testing.Running;

namespace Pipeline3D.Testing.Conformance;

public sealed partial class ConformanceSuite<TIn, TOut>
{
    private async Task<string?> OrderAsync(BlockKind kind, CancellationToken stop)
    {
        (ItemId Id, TIn)[] items = Usual(Items);
        BlockRun<TOut> run = await RunAsync(items, Parallelism, stop).ConfigureAwait(false);
        if (Trouble(run) is { } trouble)
            return trouble;
        string[] found = [.. run.Outputs.Select(item => item.Id.Path)], given = [.. items.Select(item => item.Id.Path)];
        if (found.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            return $"{twice.Count()} outputs are called {twice.Key}; names are unique within an input";
        if (kind is not (BlockKind.Expand or BlockKind.Filter) && !found.SequenceEqual(given))
            return $"the inputs {string.Join(", ", given)} gave the outputs {string.Join(", ", found)}";
        long[] sequences = [.. run.Outputs.Select(item => item.Sequence)];
        return sequences.SequenceEqual(sequences.Order()) ? null
            : $"the outputs came in the order {string.Join(", ", found)}";
    }

    private async Task<string?> IndependenceAsync(CancellationToken stop)
    {
        BlockRun<TOut> forwards = await RunAsync(Usual(Items), 1, stop).ConfigureAwait(false);
        if (Trouble(forwards) is { } trouble)
            return trouble;
        BlockRun<TOut> backwards = await RunAsync([.. Usual(Items).Reverse()], 1, stop).ConfigureAwait(false);
        return Trouble(backwards) ?? Difference(Prints(forwards), Prints(backwards),
            "when the items come in another order: the block remembers earlier items");
    }

    private async Task<string?> ParallelismAsync(CancellationToken stop)
    {
        BlockRun<TOut> one = await RunAsync(Usual(Items), 1, stop).ConfigureAwait(false);
        if (Trouble(one) is { } trouble)
            return trouble;
        BlockRun<TOut> again = await RunAsync(Usual(Items), 1, stop).ConfigureAwait(false);
        if ((Trouble(again) ?? Difference(Prints(one), Prints(again), "in a second run of the same items: something "
            + "is random without the run's seed, or tells of the time")) is { } unsteady)
            return unsteady;
        BlockRun<TOut> many = await RunAsync(Usual(Items), Parallelism, stop).ConfigureAwait(false);
        return Trouble(many) ?? Difference(Prints(one), Prints(many),
            $"with {Parallelism} items at once: calls share something that they write to");
    }

    private async Task<string?> EmptyAsync(CancellationToken stop)
    {
        BlockRun<TOut> run = await RunAsync([], Parallelism, stop).ConfigureAwait(false);
        return Trouble(run) ?? (run.Outputs.Length == 0 ? null : $"{run.Outputs.Length} outputs came of no input");
    }

    private async Task<string?> OneItemAsync(CancellationToken stop)
        => Trouble(await RunAsync(Usual(1), Parallelism, stop).ConfigureAwait(false));

    private async Task<string?> DuplicatesAsync(CancellationToken stop)
    {
        TIn same = payload(0);
        (ItemId, TIn)[] items = [.. Enumerable.Range(0, Items).Select(i => (Identify(i), same))];
        return Trouble(await RunAsync(items, Parallelism, stop).ConfigureAwait(false)) is { } trouble
            ? $"when one payload comes {Items} times, {trouble}" : null;
    }

    private async Task<string?> InputUnchangedAsync(CancellationToken stop)
    {
        var items = Usual(Items).Select(item => (item.Item1, item.Item2, Name: item.Item1.Path)).Concat(
            Unusual.Select((unusual, i) => (Identify(Items + i), unusual.Make(), Name: $"'{unusual.Name}'"))).ToArray();
        string[] before = [.. items.Select(item => PrintInput(item.Item2))];
        await RunAsync([.. items.Select(item => (item.Item1, item.Item2))], 1, stop).ConfigureAwait(false);
        for (int i = 0; i < items.Length; i++)
            if (PrintInput(items[i].Item2) != before[i])
                return $"the payload of {items[i].Name} is not as it was; make a copy and write into that";
        return null;
    }

    private async Task<string?> BadItemsAsync(CancellationToken stop)
    {
        BlockRun<TOut> calm = await RunAsync(Usual(2), 1, stop).ConfigureAwait(false);
        SortedDictionary<string, string> usual = Prints(calm);
        foreach (UnusualPayload<TIn> unusual in Unusual)
        {
            (ItemId Id, TIn)[] two = Usual(2);
            ItemId odd = Identify(2);
            BlockRun<TOut> run = await RunAsync([two[0], (odd, unusual.Make()), two[1]], 1, stop)
                .ConfigureAwait(false);
            string where = $"with '{unusual.Name}' between usual payloads";
            if (run.Failures.Length > 0)
                return $"{where} the run failed: {string.Join("; ", run.Failures)}";
            if (run.DeadLetters.FirstOrDefault(letter => letter.Item == odd) is { } letter)
            {
                if (letter.Reason is RejectReason.ForeignCancellation or RejectReason.Timeout
                    || (letter.Block == BlockRunner.Under && letter.Reason == RejectReason.NoResult)
                    || (letter.Reason == RejectReason.BlockFailed && letter.Stack.Length > 0))
                    return $"'{unusual.Name}' made the block fail ({letter.Message}) where it should reject the item: "
                        + "throw context.Reject(reason, what is wrong and what to do)";
                if (unusual.Outcome == Outcome.Passes)
                    return $"'{unusual.Name}' must pass but was rejected: {letter.Message} [{letter.Reason}]";
            }
            else if (unusual.Outcome == Outcome.Rejected)
            {
                return $"'{unusual.Name}' must be rejected but passed";
            }
            foreach (Item<TOut> item in run.Outputs)
                if (Flaw(item.Payload) is { } flaw)
                    return $"{where} the output of {item.Id} {flaw}";
            SortedDictionary<string, string> rest = Prints(run);
            foreach (string name in rest.Keys.Where(name => IsOf(name, odd)).ToArray())
                rest.Remove(name);
            if (Difference(usual, rest, where) is { } harm)
                return harm;
        }
        return null;

        static bool IsOf(string name, ItemId item)
            => name == item.Path || name.StartsWith($"{item.Path}#", StringComparison.Ordinal);
    }
}
