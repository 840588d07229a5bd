using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Testing.Conformance;

public sealed partial class ConformanceSuite<TIn, TOut>
{
    private async Task<string?> LocatesAsync(Bench bench)
    {
        BenchRun run = bench.NewRun();
        IBlock listing = await run.StartAsync(make()).ConfigureAwait(false);
        if (listing is not ILocates<TOut> source)
            return null;
        // Another block, as on another machine: one that has listed nothing.
        var locating = (ILocates<TOut>)await run.StartAsync(make()).ConfigureAwait(false);
        var listed = new HashSet<ItemId>();
        await foreach (SourceEntry<TOut> entry in source.ListAsync(run.Context, bench.Stop).ConfigureAwait(false))
        {
            listed.Add(entry.Id);
            if (locating.Locate(entry.Id, entry.Input, run.Context) is not { } found)
                return $"{entry.Id} is listed, and not located";
            if (found.Id != entry.Id || found.Input != entry.Input)
                return $"{entry.Id} of {entry.Input} is located as {found.Id} of {found.Input}";
            if (!found.Files.SequenceEqual(entry.Files))
                return $"{entry.Id} is listed with the files {string.Join(", ", entry.Files)}, and located with "
                    + string.Join(", ", found.Files);
            if (found.DueAt != entry.DueAt || SizeOf(found) != SizeOf(entry))
                return $"{entry.Id} is located with another size or due time than it is listed with";
            if (await LoadAsync(found, run).ConfigureAwait(false) != await LoadAsync(entry, run).ConfigureAwait(false))
                return $"{entry.Id} gives another payload when it is located";
        }
        ItemId[] others = [.. listed.SelectMany(id => new[]
        {
            id with { Name = id.Name + "~" }, id with { Category = id.Category + "~" },
            id with { Split = id.Split + "~" }, id with { Defect = id.Defect + "~" },
            id with { Dataset = id.Dataset + "~" }, id with { Category = $"../{id.Category}" },
        }).Where(id => !listed.Contains(id)).Distinct()];
        return others.Select(id => locating.Locate(id, "", run.Context) is null ? null
            : $"{id} of {id.Dataset} is located, and not listed").FirstOrDefault(wrong => wrong is not null);
    }

    private static string SizeOf(SourceEntry<TOut> entry)
    {
        try
        {
            return $"{entry.DeclaredBytes}";
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            return Text(cause);
        }
    }

    private async Task<string> LoadAsync(SourceEntry<TOut> entry, BenchRun run)
    {
        try
        {
            return PrintOutput(await entry.LoadAsync(run.Of(entry.Id, 0)).ConfigureAwait(false));
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            return Text(cause);
        }
    }

    // An entry that cannot be read must fail alike, too.
    private static string Text(Exception cause) => $"{cause.GetType().Name}: {cause.Message}";
}
