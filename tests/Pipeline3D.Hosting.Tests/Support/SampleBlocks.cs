using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;

namespace Pipeline3D.Hosting.Tests.Support;

public sealed record NumbersOptions : IBlockOptions
{
    /// <summary>How many numbers there are.</summary>
    public int Count { get; init; } = 4;

    public void Validate(Problems problems) => problems.RequireRange(Count, 0, 1000, nameof(Count));
}

/// <summary>Lists the numbers from 0.</summary>
[Block("sample.numbers", Summary = "Lists numbers.")]
public sealed class NumbersSource(NumbersOptions options) : SourceBlock3D<int>(options)
{
    public override async IAsyncEnumerable<SourceEntry<int>> ListAsync(
        RunContext run, [EnumeratorCancellation] CancellationToken stop)
    {
        for (int i = 0; i < options.Count; i++)
        {
            int value = i;
            yield return new SourceEntry<int>(new ItemId("sample", "n", "", "", $"{i:D3}"), $"n/{i}", 1,
                _ => new ValueTask<int>(value));
        }
        await Task.CompletedTask;
    }

    public override ValueTask<long?> CountAsync(RunContext run, CancellationToken stop) => new(options.Count);
}

public sealed record RejectOptions : IBlockOptions
{
    /// <summary>The number that is rejected; -1 = none.</summary>
    public int Bad { get; init; } = -1;

    public void Validate(Problems problems) => problems.RequireRange(Bad, -1, 1000, nameof(Bad));
}

/// <summary>Rejects one number.</summary>
[Block("sample.reject", Summary = "Rejects one number.")]
public sealed class RejectFilter(RejectOptions options) : TransformBlock3D<int, int>(options)
{
    public override ValueTask<int> TransformAsync(int input, BlockContext context) => input == options.Bad
        ? throw context.Reject(RejectReason.NotANumber, "this one is bad") : new(input);
}

/// <summary>A client that a program registers: keeps what it is told, and lets nobody pass while it is shut.</summary>
public sealed class Notes
{
    private readonly ConcurrentQueue<string> _told = new();

    public IReadOnlyCollection<string> Told => _told;

    /// <summary>Completes when somebody waits at the gate.</summary>
    public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whoever passes waits for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public Task TellAsync(string text, CancellationToken stop)
    {
        _told.Enqueue(text);
        Reached.TrySetResult();
        return Gate.WaitAsync(stop);
    }
}

/// <summary>Tells a client of the program, and its log, of every number.</summary>
[Block("sample.tell", Summary = "Tells a client.")]
public sealed partial class TellSink(NoOptions options, ILogger<TellSink> log, Notes notes) : SinkBlock3D<int>(options),
    IRemembers<int>
{
    public override async ValueTask ConsumeAsync(int input, BlockContext context)
    {
        LogNumber(log, input);
        await notes.TellAsync($"{context.Item}", context.Stop).ConfigureAwait(false);
    }

    public Contribution Remember(int input, BlockContext context) => new(BitConverter.GetBytes(input), []);

    public void Recall(ReadOnlyMemory<byte> data, BlockContext context)
    {
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Number {Number}")]
    private static partial void LogNumber(ILogger log, int number);
}

/// <summary>Says where its files lie: in a remark, a fact, and why it rejects the last number.</summary>
[Block("sample.writer", Summary = "Names its files.")]
public sealed class WriterFilter() : TransformBlock3D<int, int>(new NoOptions())
{
    public override ValueTask<int> TransformAsync(int input, BlockContext context)
    {
        string file = context.Run.Folder.In("maps", $"{input}.txt");
        context.AddRemark($"a file is {file}");
        context.Run.AddFact("file", file);
        return input < 3 ? new(input) : throw context.Reject(RejectReason.OutputFailed, $"{file} is full");
    }
}

public sealed class NobodyOffersThis;

/// <summary>Needs what no program registers.</summary>
[Block("sample.lonely", Summary = "Needs a service.")]
public sealed class LonelyFilter(NobodyOffersThis service) : TransformBlock3D<int, int>(new NoOptions())
{
    public override ValueTask<int> TransformAsync(int input, BlockContext context) => new(input
        + service.GetHashCode());
}

/// <summary>Scores a scan by its number of points.</summary>
[Block("sample.judge", Summary = "Scores by size.")]
public sealed class JudgeScoring(Notes notes) : TransformBlock3D<Scan, ScoredScan>(new NoOptions())
{
    public override async ValueTask<ScoredScan> TransformAsync(Scan input, BlockContext context)
    {
        await notes.TellAsync($"{context.Item}", context.Stop).ConfigureAwait(false);
        return new ScoredScan(input, input.Cloud.Count, new float[input.Cloud.Count]);
    }
}
