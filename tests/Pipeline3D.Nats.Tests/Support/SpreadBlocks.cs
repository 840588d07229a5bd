using System.Runtime.CompilerServices;
using System.Text;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;

namespace Pipeline3D.Nats.Tests.Support;

/// <summary>Numbers, each in a file of its own.</summary>
internal sealed class NumberFiles(string folder, string split) : SourceBlock3D<int>(new NoOptions()), ILocates<int>
{
    public override async IAsyncEnumerable<SourceEntry<int>> ListAsync(RunContext run,
        [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (string file in Directory.EnumerateFiles(folder, $"{split}-*.txt").Order(StringComparer.Ordinal))
            yield return EntryOf(file);
        await Task.CompletedTask;
    }

    public override ValueTask<long?> CountAsync(RunContext run, CancellationToken stop)
        => new(Directory.EnumerateFiles(folder, $"{split}-*.txt").LongCount());

    public SourceEntry<int>? Locate(ItemId item, string input, RunContext run)
        => Path.Combine(folder, $"{item.Name}.txt") is var file && File.Exists(file) ? EntryOf(file) : null;

    private SourceEntry<int> EntryOf(string file) => new(
        new ItemId("test", split, "", "", Path.GetFileNameWithoutExtension(file)), file, 100,
        _ => new ValueTask<int>(int.Parse(File.ReadAllText(file), System.Globalization.CultureInfo.InvariantCulture)))
    {
        Files = [file],
    };
}

/// <summary>What a worker does with a number, as a test says.</summary>
internal sealed class Work(Func<int, BlockContext, ValueTask<int>> body) : TransformBlock3D<int, int>(new NoOptions())
{
    public override ValueTask<int> TransformAsync(int input, BlockContext context) => body(input, context);
}

/// <summary>The sum of all numbers, kept as a file.</summary>
internal sealed class KeptSum() : ReduceBlock3D<int, int>(new NoOptions()), IKeepsProduct<int>
{
    private int _sum;

    public override ValueTask AddAsync(int input, BlockContext context)
    {
        _sum += input;
        return ValueTask.CompletedTask;
    }

    public override ValueTask<int> CompleteAsync(RunContext run, CancellationToken stop)
    {
        run.AddFact("sum", $"{_sum}");
        File.WriteAllText(run.Folder.In("training", "sum.txt"), $"{_sum}");
        return new(_sum);
    }

    public void SaveProduct(int product, Stream stream) => stream.Write(BitConverter.GetBytes(product));

    public int LoadProduct(Stream stream)
    {
        byte[] bytes = new byte[sizeof(int)];
        stream.ReadExactly(bytes);
        return BitConverter.ToInt32(bytes);
    }
}

/// <summary>Adds a number known beforehand.</summary>
internal sealed class Add() : ApplyBlock3D<int, int, int>(new NoOptions())
{
    public override ValueTask<int> ApplyAsync(int side, int input, BlockContext context) => new(side + input);
}

/// <summary>Writes a file for each number, and leaves so many bytes in the sink.</summary>
internal sealed class NumberSink(int bytes) : SinkBlock3D<int>(new NoOptions()), IContributes<int>
{
    public List<string> Taken { get; } = [];

    public override async ValueTask ConsumeAsync(int input, BlockContext context)
        => Recall((await ContributeAsync(input, context)).Data, context);

    public Contribution Remember(int input, BlockContext context) => new(DataOf(input), [PathOf(context)]);

    public async ValueTask<Contribution> ContributeAsync(int input, BlockContext context)
    {
        await File.WriteAllTextAsync(PathOf(context), $"{input}", context.Stop);
        return Remember(input, context);
    }

    public void Recall(ReadOnlyMemory<byte> data, BlockContext context)
        => Taken.Add($"{context.Item.Name}={Encoding.UTF8.GetString(data.Span).TrimEnd('.')}");

    private byte[] DataOf(int input) => Encoding.UTF8.GetBytes($"{input}".PadRight(Math.Max(1, bytes), '.'));

    private static string PathOf(BlockContext context) => context.Run.Folder.InItem("maps", context.Item, ".txt");
}

/// <summary>The pipeline of these tests: a sum of some numbers is added to others, each of which is worked on.</summary>
internal static class SpreadPipeline
{
    public static (Graph Graph, NumberSink Sink) Make(string data, Func<int, BlockContext, ValueTask<int>> work,
        int bytes = 0)
    {
        var (graph, sink) = (new Graph("numbers"), new NumberSink(bytes));
        Port<int> sum = graph.From("train", new NumberFiles(data, "train")).Reduce("sum", new KeptSum());
        graph.From("test", new NumberFiles(data, "test")).Then("work", new Work(work)).Apply("add", new Add(), sum)
            .To("sink", sink);
        return (graph, sink);
    }

    /// <summary>Writes the files of the numbers.</summary>
    public static void Write(string data, int train, int test)
    {
        Directory.CreateDirectory(data);
        for (int i = 0; i < train; i++)
            File.WriteAllText(Path.Combine(data, $"train-{i:D4}.txt"), $"{i}");
        for (int i = 0; i < test; i++)
            File.WriteAllText(Path.Combine(data, $"test-{i:D4}.txt"), $"{1000 * i}");
    }
}
