using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Engine.Tests.Support;

/// <summary>A sink that can be resumed, and fed from other machines; keeps who came with which value.</summary>
internal sealed class Kept(Action<ItemId>? onItem = null) : SinkBlock3D<int>(new NoOptions()), IContributes<int>
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

    public ValueTask<Contribution> ContributeAsync(int input, BlockContext context) => new(Remember(input, context));

    public void Recall(ReadOnlyMemory<byte> data, BlockContext context)
        => Items.Add($"{context.Item}={BitConverter.ToInt32(data.Span)}");
}

/// <summary>A sum whose inputs are remembered one by one.</summary>
internal sealed class RememberedSum() : ReduceBlock3D<int, int>(new NoOptions()), IContributes<int>,
    IKeepsProduct<int>
{
    private int _sum;

    public override ValueTask AddAsync(int input, BlockContext context)
    {
        _sum += input;
        return ValueTask.CompletedTask;
    }

    public override ValueTask<int> CompleteAsync(RunContext run, CancellationToken stop) => new(_sum);

    public Contribution Remember(int input, BlockContext context) => new(BitConverter.GetBytes(input), []);

    public ValueTask<Contribution> ContributeAsync(int input, BlockContext context) => new(Remember(input, context));

    public void Recall(ReadOnlyMemory<byte> data, BlockContext context) => _sum += BitConverter.ToInt32(data.Span);

    public void SaveProduct(int product, Stream stream) => stream.Write(BitConverter.GetBytes(product));

    public int LoadProduct(Stream stream)
    {
        byte[] bytes = new byte[4];
        stream.ReadExactly(bytes);
        return BitConverter.ToInt32(bytes);
    }
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

/// <summary>A sum per last digit of the item's name, which refuses one value and writes a file for each group.</summary>
/// <param name="refused">The value; null for none.</param>
internal sealed class GroupedSum(int? refused = null) : ReduceBlock3D<int, string>(new NoOptions()), IGroups<string>
{
    private readonly SortedDictionary<string, int> _sums = new(StringComparer.Ordinal);

    public int Added { get; private set; }

    public string GroupOf(ItemId item) => item.Name.Split('#')[0][^1..];

    public override ValueTask AddAsync(int input, BlockContext context)
    {
        if (input == refused)
            throw context.Reject(RejectReason.SizeMismatch, $"{input} does not go with the others");
        Added++;
        context.AddRemark($"took {input}");
        _sums[GroupOf(context.Item)] = _sums.GetValueOrDefault(GroupOf(context.Item)) + input;
        return ValueTask.CompletedTask;
    }

    public override ValueTask<string> CompleteAsync(RunContext run, CancellationToken stop) => new(Union([Made(run)]));

    public ValueTask<string> CompleteGroupAsync(RunContext run, CancellationToken stop) => new(Made(run));

    public string Union(IReadOnlyList<string> products) => string.Concat(products) is { Length: > 0 } all ? all
        : throw new InvalidOperationException("nothing came that could be summed up");

    public void SaveProduct(string product, Stream stream)
    {
        using var text = new StreamWriter(stream, leaveOpen: true);
        text.Write(product);
    }

    public string LoadProduct(Stream stream)
    {
        using var text = new StreamReader(stream, leaveOpen: true);
        return text.ReadToEnd();
    }

    private string Made(RunContext run)
    {
        foreach ((string group, int sum) in _sums)
        {
            run.AddFact($"sum.{group}", $"{sum}");
            run.AddRemark($"summed up {group}");
            File.WriteAllText(run.Folder.InRoom("training", group, ".txt"), $"{sum}");
        }
        return string.Concat(_sums.Select(pair => $"{pair.Key}={pair.Value} "));
    }
}

/// <summary>Adds the length of a text known beforehand.</summary>
internal sealed class AddText() : ApplyBlock3D<string, int, string>(new NoOptions())
{
    public override ValueTask<string> ApplyAsync(string side, int input, BlockContext context)
        => new($"{input}:{side}");
}

/// <summary>A sink that writes each text to a file, and refuses any that does not grow.</summary>
internal sealed class Growing() : SinkBlock3D<string>(new NoOptions()), IContributes<string>
{
    private int _longest = -1;

    public List<string> Items { get; } = [];

    public override async ValueTask ConsumeAsync(string input, BlockContext context)
    {
        Take(input, context);
        await File.WriteAllTextAsync(PathOf(context), input, context.Stop);
    }

    public Contribution Remember(string input, BlockContext context)
        => new(System.Text.Encoding.UTF8.GetBytes(input), [PathOf(context)]);

    public async ValueTask<Contribution> ContributeAsync(string input, BlockContext context)
    {
        await File.WriteAllTextAsync(PathOf(context), input, context.Stop);
        return Remember(input, context);
    }

    public void Recall(ReadOnlyMemory<byte> data, BlockContext context)
        => Take(System.Text.Encoding.UTF8.GetString(data.Span), context);

    private void Take(string text, BlockContext context)
    {
        if (text.Length < _longest)
        {
            File.Delete(PathOf(context));
            throw context.Reject(RejectReason.SizeMismatch, $"'{text}' is shorter than one before it");
        }
        _longest = text.Length;
        Items.Add($"{context.Item}={text}");
    }

    private static string PathOf(BlockContext context) => context.Run.Folder.InItem("maps", context.Item, ".txt");
}

/// <summary>A sink that keeps the files of the first two items alone.</summary>
internal sealed class FirstFiles() : SinkBlock3D<int>(new NoOptions()), IContributes<int>
{
    private int _taken;

    public int Kept { get; private set; }

    public override async ValueTask ConsumeAsync(int input, BlockContext context)
    {
        await ContributeAsync(input, context);
        Recall(default, context);
    }

    public Contribution Remember(int input, BlockContext context)
        => new(ReadOnlyMemory<byte>.Empty, File.Exists(PathOf(context)) ? [PathOf(context)] : []);

    public async ValueTask<Contribution> ContributeAsync(int input, BlockContext context)
    {
        await File.WriteAllTextAsync(PathOf(context), $"{input}", context.Stop);
        return Remember(input, context);
    }

    public void Recall(ReadOnlyMemory<byte> data, BlockContext context)
    {
        if (++_taken <= 2)
            Kept++;
        else
            File.Delete(PathOf(context));
    }

    private static string PathOf(BlockContext context) => context.Run.Folder.InItem("maps", context.Item, ".txt");
}
