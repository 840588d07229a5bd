using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Testing.Tests.Support;

/// <summary>What heaps do wrong.</summary>
internal enum HeapFault
{
    None, KeepsHalf, LeavesBytes, SumsOverAll, JoinsTheFirst, FailsOnNothing, JoinsNothing, GroupsByTurn,
}

/// <summary>Sums of signals by category, as text; with a fault it does one thing wrong.</summary>
internal sealed class Heaps(HeapFault fault = HeapFault.None) : ReduceBlock3D<Signal, string>(new NoOptions()),
    IGroups<string>
{
    private readonly SortedDictionary<string, float> _sums = new(StringComparer.Ordinal);
    private float _all;

    public string GroupOf(ItemId item) => fault == HeapFault.GroupsByTurn ? $"{++_all}" : item.Category;

    public override ValueTask AddAsync(Signal input, BlockContext context)
    {
        _all += input.Values[0];
        _sums[context.Item.Category] = fault == HeapFault.SumsOverAll ? _all
            : _sums.GetValueOrDefault(context.Item.Category) + input.Values[0];
        return ValueTask.CompletedTask;
    }

    public override ValueTask<string> CompleteAsync(RunContext run, CancellationToken stop)
        => CompleteGroupAsync(run, stop);

    public ValueTask<string> CompleteGroupAsync(RunContext run, CancellationToken stop)
        => fault == HeapFault.FailsOnNothing && _sums.Count == 0 ? throw new InvalidOperationException("nothing came")
            : new(string.Concat(_sums.Select(pair => $"{pair.Key}={pair.Value} ")));

    public string Union(IReadOnlyList<string> products)
    {
        string all = fault == HeapFault.JoinsTheFirst ? products[0] : string.Concat(products);
        return all.Length > 0 || fault == HeapFault.JoinsNothing ? all : throw new InvalidOperationException("nothing");
    }

    public void SaveProduct(string product, Stream stream)
    {
        using var file = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        file.Write(fault == HeapFault.KeepsHalf ? product[..(product.Length / 2)] : product);
        if (fault == HeapFault.LeavesBytes)
            file.Write(0);
    }

    public string LoadProduct(Stream stream)
    {
        using var file = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        return file.ReadString();
    }
}
