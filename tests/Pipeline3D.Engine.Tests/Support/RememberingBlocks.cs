using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Engine.Tests.Support;

/// <summary>A sink that can be resumed; keeps who came with which value.</summary>
internal sealed class Kept(Action<ItemId>? onItem = null) : SinkBlock3D<int>(new NoOptions()), IRemembers<int>
{
    public List<string> Items { get; } = [];

    public int Consumed { get; private set; }

    public override ValueTask ConsumeAsync(int input, BlockContext context)
    {
        Consumed++;
        onItem?.Invoke(context.Item);
        Items.Add($"{context.Item}={input}");
        return ValueTask.CompletedTask;
    }

    public Contribution Remember(int input, BlockContext context) => new(BitConverter.GetBytes(input), []);

    public void Recall(ReadOnlyMemory<byte> data, BlockContext context)
        => Items.Add($"{context.Item}={BitConverter.ToInt32(data.Span)}");
}

/// <summary>A sum whose inputs are remembered one by one.</summary>
internal sealed class RememberedSum() : ReduceBlock3D<int, int>(new NoOptions()), IRemembers<int>
{
    private int _sum;

    public override ValueTask AddAsync(int input, BlockContext context)
    {
        _sum += input;
        return ValueTask.CompletedTask;
    }

    public override ValueTask<int> CompleteAsync(RunContext run, CancellationToken stop) => new(_sum);

    public Contribution Remember(int input, BlockContext context) => new(BitConverter.GetBytes(input), []);

    public void Recall(ReadOnlyMemory<byte> data, BlockContext context) => _sum += BitConverter.ToInt32(data.Span);
}

/// <summary>A sum that is kept as a whole.</summary>
internal sealed class KeptSum() : ReduceBlock3D<int, int>(new NoOptions()), IKeepsProduct<int>
{
    private int _sum;

    public int Added { get; private set; }

    public override ValueTask AddAsync(int input, BlockContext context)
    {
        Added++;
        _sum += input;
        return ValueTask.CompletedTask;
    }

    public override ValueTask<int> CompleteAsync(RunContext run, CancellationToken stop)
    {
        run.AddFact("sum", $"{_sum}");
        run.AddRemark("summed up");
        return new(_sum);
    }

    public void SaveProduct(int product, Stream stream) => stream.Write(BitConverter.GetBytes(product));

    public int LoadProduct(Stream stream)
    {
        byte[] bytes = new byte[4];
        stream.ReadExactly(bytes);
        return BitConverter.ToInt32(bytes);
    }
}
