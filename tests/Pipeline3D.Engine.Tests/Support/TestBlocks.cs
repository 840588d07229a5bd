using System.Runtime.CompilerServices;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Engine.Tests.Support;

/// <summary>Lists the numbers from 0, each as an item.</summary>
internal sealed class Numbers(int count, long bytes = 1, string name = "n", Func<int, int>? load = null)
    : SourceBlock3D<int>(new NoOptions())
{
    public int Listed { get; private set; }

    /// <summary>Bytes of each item, if they differ.</summary>
    public Func<int, long>? Size { get; init; }

    public override async IAsyncEnumerable<SourceEntry<int>> ListAsync(
        RunContext run, [EnumeratorCancellation] CancellationToken stop)
    {
        for (int i = 0; i < count; i++)
        {
            int value = i;
            Listed++;
            yield return new SourceEntry<int>(Id(name, i), $"{name}/{i}", Size?.Invoke(i) ?? bytes,
                _ => new ValueTask<int>(load?.Invoke(value) ?? value));
        }
        await Task.CompletedTask;
    }

    public override ValueTask<long?> CountAsync(RunContext run, CancellationToken stop) => new(count);

    public static ItemId Id(string name, int i) => new("test", name, "", "", i.ToString("D5"));
}

internal sealed class Map<TIn, TOut>(Func<TIn, BlockContext, ValueTask<TOut>> body) : TransformBlock3D<TIn,
    TOut>(new NoOptions())
{
    public Map(Func<TIn, TOut> body) : this((input, _) => new ValueTask<TOut>(body(input)))
    {
    }

    public override ValueTask<TOut> TransformAsync(TIn input, BlockContext context) => body(input, context);
}

internal sealed class Drop<T>(Func<T, bool> drop) : FilterBlock3D<T>(new NoOptions())
{
    public override ValueTask<string?> ReasonToDropAsync(T input, BlockContext context) => new(drop(input) ? "rule"
        : null);
}

internal sealed class Split(Func<int, int> parts) : ExpandBlock3D<int, int>(new NoOptions())
{
    public override ValueTask<IReadOnlyList<(string Name, int Payload)>> ExpandAsync(int input, BlockContext context)
        => new(Enumerable.Range(0, parts(input)).Select(i => ($"{i}", input * 1000 + i)).ToList());
}

internal sealed class Sum() : ReduceBlock3D<int, int>(new NoOptions())
{
    private int _sum;

    public Func<int, int>? Finish { get; init; }

    public override ValueTask AddAsync(int input, BlockContext context)
    {
        _sum += input;
        return ValueTask.CompletedTask;
    }

    public override ValueTask<int> CompleteAsync(RunContext run, CancellationToken stop) => new(Finish?.Invoke(_sum)
        ?? _sum);
}

internal sealed class AddSide() : ApplyBlock3D<int, int, int>(new NoOptions())
{
    public override ValueTask<int> ApplyAsync(int side, int input, BlockContext context) => new(side + input);
}

internal sealed class Collect<T>(Func<T, BlockContext, ValueTask>? onItem = null) : SinkBlock3D<T>(new NoOptions())
{
    public List<T> Items { get; } = [];

    public List<ItemId> Ids { get; } = [];

    public bool IsComplete { get; private set; }

    public override async ValueTask ConsumeAsync(T input, BlockContext context)
    {
        if (onItem is not null)
            await onItem(input, context);
        Items.Add(input);
        Ids.Add(context.Item);
    }

    public override ValueTask CompleteAsync(RunContext run, CancellationToken stop)
    {
        IsComplete = true;
        return ValueTask.CompletedTask;
    }
}
