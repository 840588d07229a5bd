using System.Runtime.InteropServices;
using System.Threading.Tasks.Dataflow;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Engine.Tests.Support;

namespace Pipeline3D.Engine.Tests.Runs;

/// <summary>What the machine lacks is no property of a scan: the run ends, and resumed with more it gives the undisturbed
/// results.</summary>
public sealed class ShortageTests : EngineTest
{
    private static readonly ItemId Scan = new("", "", "", "", "scan");

    public static TheoryData<string> Kinds => [.. Failures.Keys];

    private static Dictionary<string, (Func<Exception> Make, string Named)> Failures { get; } = new()
    {
        ["memory"] = (() => new InsufficientMemoryException(), "memory"),
        ["memory in a loop"] = (() => new AggregateException(new InvalidOperationException(),
            new InsufficientMemoryException()), "memory"),
        ["memory in a type"] = (() => new TypeInitializationException("T", new InsufficientMemoryException()), "memory"),
        ["memory taken for damage"] = (() => ItemRejectedException.Because(RejectReason.BadFormat, Scan, "damaged",
            new InsufficientMemoryException()), "memory"),
        ["memory of libtorch"] = (() => new Torch("DefaultCPUAllocator: can't allocate memory"), "memory"),
        ["no mapping"] = (() => new IOException("Cannot allocate memory", 12), "memory"),
        ["handles"] = (() => new IOException("Too many open files", 24), "file handles"),
        ["handles of all"] = (() => new IOException("Too many open files in system", 23), "file handles"),
        ["handles taken for unreadable"] = (() => ItemRejectedException.Because(RejectReason.Unreadable, Scan, "no",
            new IOException("Too many open files", 24)), "file handles"),
        ["disk"] = (() => new IOException("No space left on device", 28), "disk space"),
        ["quota"] = (() => new IOException("Disk quota exceeded", 122), "disk space"),
    };

    [Theory, MemberData(nameof(Kinds))]
    public async Task Run_MachineThatRunsShortInTraining_EndsAndIsResumedToTheUndisturbedResults(string kind)
    {
        foreach (bool inSource in new[] { true, false })
        {
            var folder = new RunFolder(Folder[$"run-{inSource}"]);
            bool isShort = true;
            for (int run = 0; run < 2; run++)
            {
                var sink = new Kept();
                Graph graph = TwoPhases(n => n == 3 && isShort && inSource ? throw Failures[kind].Make() : n,
                    n => n == 3 && isShort && !inSource ? throw Failures[kind].Make() : n, sink);
                using var journal = new SqliteJournal(folder);
                RunResult result = await RunAsync(graph, Options(journal: journal) with
                {
                    Context = new RunContext { Folder = folder },
                });
                if (isShort)
                {
                    Assert.Equal(RunStatus.Failed, result.Status);
                    Assert.StartsWith($"the machine ran out of {Failures[kind].Named}", Assert.Single(result.Failures),
                        StringComparison.Ordinal);
                    Assert.Equal(RejectReason.Shortage, result.DeadLetters[0].Reason);
                    Assert.Empty(sink.Items);
                }
                else
                {
                    Assert.Equal(RunStatus.Completed, result.Status);
                    Assert.Empty(result.DeadLetters);
                    Assert.Equal(["t/00000=10", "t/00001=11", "t/00002=12"], sink.Items);
                }
                isShort = false;
            }
        }
    }

    [Fact]
    public async Task Run_DeviceTooSmallForATrainingScan_LearnsNothingWithoutItAndTriesItAgain()
    {
        bool isShort = true;
        for (int run = 0; run < 2; run++)
        {
            var sink = new Kept();
            Graph graph = TwoPhases(n => n, n => n == 3 && isShort
                ? throw ItemRejectedException.Because(RejectReason.DeviceMemory, Scan, "too small",
                    new InsufficientMemoryException()) : n, sink);
            using var journal = new SqliteJournal(new RunFolder(Folder["run"]));
            RunResult result = await RunAsync(graph, Options(journal: journal));
            Assert.Equal(isShort ? RunStatus.Failed : RunStatus.Completed, result.Status);
            Assert.Equal(isShort ? [] : ["t/00000=10", "t/00001=11", "t/00002=12"], sink.Items);
            if (isShort)
                Assert.Contains("which could not be computed here: too small", Assert.Single(result.Failures),
                    StringComparison.Ordinal);
            isShort = false;
        }
    }

    [Fact]
    public async Task Run_ArrayThatNoMachineHolds_IsAFaultOfThatScanAlone()
    {
        var sink = new Kept();
        var graph = new Graph("huge");
        graph.From("source", new Numbers(4)).Then("huge", new Map<int, int>(n => n == 1
            ? new long[int.MaxValue].Length : n)).To("sink", sink);
        RunResult result = await RunAsync(graph);
        Assert.Equal(RunStatus.Completed, result.Status);
        Assert.Equal(RejectReason.BlockFailed, Assert.Single(result.DeadLetters).Reason);
    }

    [Fact]
    public async Task Run_RawBlockThatFailsForWantOfMemory_EndsResumable()
    {
        var graph = new Graph("raw");
        graph.From("source", new Numbers(4)).Plug("raw", new TransformBlock<Item<int>, Item<int>>(
            item => item.Payload == 1 ? throw new InsufficientMemoryException() : item)).To("sink", new Kept());
        using var journal = new SqliteJournal(new RunFolder(Folder["run"]));
        RunResult result = await RunAsync(graph, Options(journal: journal));
        Assert.Equal(RunStatus.Failed, result.Status);
        Assert.StartsWith("the machine ran out of memory", result.Failures[0], StringComparison.Ordinal);
        Assert.All(result.DeadLetters, letter => Assert.Equal(RejectReason.Shortage, letter.Reason));
    }

    private static Graph TwoPhases(Func<int, int> load, Func<int, int> body, Kept sink)
    {
        var graph = new Graph("two");
        Port<int> side = graph.From("train", new Numbers(5, load: load)).Then("body", new Map<int, int>(body))
            .Reduce("sum", new KeptSum());
        graph.From("test", new Numbers(3, name: "t")).Apply("add", new AddSide(), side).To("sink", sink);
        return graph;
    }

    private sealed class Torch(string message) : ExternalException(message);
}
