using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>Has what a reducer makes made by other processes, one group at a time.</summary>
/// <remarks>Keeps the name of each item that reached the reducer.</remarks>
internal sealed class RemoteFits<TIn, TOut>(string node, IReduce<TIn, TOut> block, RunState state)
{
    private readonly SortedDictionary<string, List<EntryRef>> _groups = new(StringComparer.Ordinal);
    private readonly IGroups<TOut>? _known = block as IGroups<TOut>;

    /// <summary>Notes that a part of an item reached the reducer.</summary>
    public void Add(EntryRef entry, ItemId part)
    {
        string group = _known?.GroupOf(part) ?? "";
        if (!_groups.TryGetValue(group, out List<EntryRef>? items))
            _groups[group] = items = [];
        // Parts of one item come one after the other.
        if (items.Count == 0 || items[^1].Sequence != entry.Sequence)
            items.Add(entry);
    }

    /// <summary>Has the product made.</summary>
    /// <param name="rejected">Is told of each item that the reducer rejected.</param>
    /// <param name="context">The run, as the reducer sees it.</param>
    /// <param name="stop">Stops the wait.</param>
    public async ValueTask<TOut> MakeAsync(Action<EntryRef, DeadLetter> rejected, RunContext context,
        CancellationToken stop)
    {
        // Nothing came: what that means, the block says.
        if (_groups.Count == 0)
            return await block.CompleteAsync(context, stop).ConfigureAwait(false);
        RemoteProduct[] made = await Task.WhenAll(_groups.Select(group => state.Pool!.FitAsync(
            new FitTask(node, group.Key, _known is not null, group.Value), stop).AsTask())).ConfigureAwait(false);
        foreach ((RemoteProduct product, List<EntryRef> items) in made.Zip(_groups.Values))
            Take(product, items, rejected, context);
        if (made.Select(product => product.Group.Failure).FirstOrDefault(failure => failure is not null) is { } failure)
            throw ItemRejectedException.Because(failure.Reason, new ItemId("", "", "", "", node), failure.Message);
        TOut[] products = [.. made.Select(Load)];
        return _known is null ? products[0] : _known.Union(products);
    }

    private static void Take(RemoteProduct product, List<EntryRef> items, Action<EntryRef, DeadLetter> rejected,
        RunContext context)
    {
        foreach ((string name, string value) in product.Group.Facts)
            context.AddFact(name, value);
        foreach (string remark in product.Group.Remarks)
            context.AddRemark(remark);
        foreach (DeadLetter letter in product.Group.Letters)
            if (items.Find(item => item.Sequence == letter.Sequence) is { } item)
                rejected(item, letter);
    }

    private TOut Load(RemoteProduct product)
    {
        using Stream content = product.Open!();
        return ((IKeepsProduct<TOut>)block).LoadProduct(content);
    }
}
