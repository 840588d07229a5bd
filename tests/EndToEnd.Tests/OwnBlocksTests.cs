using System.Text.RegularExpressions;
using EndToEnd.Tests.Support;
using Pipeline3D.Blocks;
using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Geometry;
using Pipeline3D.Kernels;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.TestSupport;
using Pipeline3D.Testing.Chaos;
using Pipeline3D.Testing.Conformance;
using Pipeline3D.Testing.Running;
using Pipeline3D.Testing.Time;

namespace EndToEnd.Tests;

/// <summary>The way of a block author: the walkthrough shows what <c>new block</c> writes and what is compiled
/// here.</summary>
public sealed partial class OwnBlocksTests : CliTest
{
    private static readonly string Walkthrough = Path.Combine(SharedFiles.RepositoryRoot, "docs", "own-blocks.md");

    [Fact]
    public async Task Walkthrough_Snippets_AreWhatTheScaffoldWritesOrWhatIsCompiledHere()
    {
        await CliAsync("new", "block", "drop-far-points", "--out", Folder["new"]);
        string compiled = Normal(string.Concat(Directory.EnumerateFiles(Folder["new"], "*", SearchOption.AllDirectories)
            .Append(Path.Combine(SharedFiles.RepositoryRoot, "tests/EndToEnd.Tests/OwnBlocksTests.cs"))
            .Select(File.ReadAllText)));
        MatchCollection snippets = Snippet().Matches(File.ReadAllText(Walkthrough));

        Assert.True(snippets.Count >= 6, $"{snippets.Count} snippets");
        Assert.All(snippets, snippet => Assert.Contains(Normal(snippet.Groups[1].Value), compiled,
            StringComparison.Ordinal));

        static string Normal(string code) => string.Concat(code.Where(c => !char.IsWhiteSpace(c)));
    }

    [Fact]
    public async Task Walkthrough_Runner_GivesOutputsAndDeadLetters()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;

        BlockRun<double> run = await BlockRunner.RunAsync(new Root(), [4, 9, -1], stop: stop);

        Assert.Equal([2, 3], run.Payloads);
        Assert.Equal(RejectReason.NotANumber, Assert.Single(run.DeadLetters).Reason);
    }

    [Fact]
    public async Task Walkthrough_Chaos_LosesNothing()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;

        var source = new ChaosSource<double>(new ChaosOptions { Count = 200, Seed = 5 }, index => index);
        var sink = new CollectSink<double>();
        Graph graph = new Graph("chaos").From("chaos", source).Then("root", new Root()).To("all", sink);
        RunResult result = await graph.RunAsync(
            new RunOptions { Context = new RunContext { Folder = new RunFolder(Folder["run"]) } }, stop);

        Assert.Equal(source.Arriving.Select(index => Math.Sqrt(index)), sink.Items.Select(item => item.Payload));
        Assert.Equal(200, result.Counts.Completed + result.Counts.Dead);
    }

    [Fact]
    public async Task Walkthrough_FakeTime_NeedsNoSleep()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;

        var time = new FakeTime();
        var options = new BlockRunOptions
        {
            Time = time, Settings = new BlockSettings { Timeout = TimeSpan.FromSeconds(30) },
        };
        Task<BlockRun<double>> running = BlockRunner.RunAsync(new Patient(), [1.0], options, stop);
        await time.WhenWaitingAsync(timers: 2);      // the block's own delay, and its timeout
        time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(RejectReason.Timeout, Assert.Single((await running).DeadLetters).Reason);
    }

    [Fact, OnTheEmulator]
    public async Task Walkthrough_OnADevice_GivesWhatTheCoresGive()
    {
        var outputs = new List<PointCloud>();
        using KernelDevice emulator = KernelDevice.Emulator();
        foreach (KernelDevice? device in (KernelDevice?[])[null, emulator])
        {
            var cloud = new PointCloud(60);
            var random = new Random(4);
            for (int i = 0; i < cloud.Count; i++)
                cloud[i] = new(random.NextSingle(), random.NextSingle(), random.NextSingle());
            var scan = new Scan
            {
                Id = new ItemId("made", "a", "test", "good", "0"), Cloud = cloud, Unit = LengthUnit.Metre,
            };
            var sink = new CollectSink<Scan>();
            var graph = new Graph("device");
            graph.From("scans", new PayloadSource<Scan>([scan])).Then("thin", new Thin()).To("all", sink);
            await graph.RunAsync(new RunOptions
            {
                Context = new RunContext
                {
                    Folder = new RunFolder(Folder[device?.Name ?? "cpu"]),
                    Device = new RunDevice(new DeviceChoice(device?.Name ?? "cpu", device)),
                },
            }, TestContext.Current.CancellationToken);
            outputs.Add(Assert.Single(sink.Items).Payload.Cloud);
        }
        Assert.Equal(20, outputs[0].Count);
        Assert.Equal(outputs[0].ToInterleaved(), outputs[1].ToInterleaved());
        Assert.Equal(0, emulator.RentedBlocks);
    }

    [Fact]
    public async Task Walkthrough_ManyMachines_KeepsAllRules()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;

        await new ConformanceSuite<double, double>(() => new Largest(), index => index)
        {
            Identify = index => BlockRunner.IdOf(index) with { Category = index % 2 == 0 ? "nut" : "bolt" },
            Unusual = [new("NaN", () => double.NaN, Outcome.Rejected)],
        }.CheckAsync(stop);
    }

    [GeneratedRegex("```(?:csharp|yaml)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    private sealed class Thin() : TransformBlock3D<Scan, Scan>(new NoOptions())
    {
        public override ValueTask<Scan> TransformAsync(Scan input, BlockContext context)
            => new(RunDevice.Compute(context, scope =>
            {
                int[] chosen = OnDevice.FarthestPoints(scope, input.Cloud, 20, 0, context.Stop).Index;
                PointCloud points = OnDevice.Select(scope, input.Cloud, chosen, context.Stop);
                return input with { Cloud = points, Grid = null, Rgb = null, Truth = null };
            }));
    }

    private sealed class Largest() : ReduceBlock3D<double, double>(new NoOptions()), IContributes<double>,
        IGroups<double>
    {
        private double _largest = double.NegativeInfinity;

        public override ValueTask AddAsync(double input, BlockContext context)
        {
            Take(Usable(input, context));
            return ValueTask.CompletedTask;
        }

        // On any machine, in parallel, in any order: looks at the input alone.
        public ValueTask<Contribution> ContributeAsync(double input, BlockContext context)
            => new(Remember(Usable(input, context), context));

        public Contribution Remember(double input, BlockContext context) => new(BitConverter.GetBytes(input), []);

        // On one machine, one at a time, in order.
        public void Recall(ReadOnlyMemory<byte> data, BlockContext context) => Take(BitConverter.ToDouble(data.Span));

        public override ValueTask<double> CompleteAsync(RunContext run, CancellationToken stop)
            => new(Union([_largest]));

        public string GroupOf(ItemId item) => item.Category;

        public ValueTask<double> CompleteGroupAsync(RunContext run, CancellationToken stop) => new(_largest);

        public double Union(IReadOnlyList<double> products) => products.Max() is > double.NegativeInfinity and var all
            ? all : throw new InvalidOperationException("no number came; look at the dead letters");

        public void SaveProduct(double product, Stream stream) => stream.Write(BitConverter.GetBytes(product));

        public double LoadProduct(Stream stream)
        {
            var bytes = new byte[sizeof(double)];
            stream.ReadExactly(bytes);
            return BitConverter.ToDouble(bytes);
        }

        private static double Usable(double input, BlockContext context) => !double.IsNaN(input) ? input
            : throw context.Reject(RejectReason.NotANumber, "NaN is neither large nor small");

        private void Take(double value) => _largest = Math.Max(_largest, value);
    }

    private sealed class Root() : TransformBlock3D<double, double>(new NoOptions())
    {
        public override ValueTask<double> TransformAsync(double input, BlockContext context) => input >= 0
            ? new(Math.Sqrt(input)) : throw context.Reject(RejectReason.NotANumber, $"{input} has no root");
    }

    private sealed class Patient() : TransformBlock3D<double, double>(new NoOptions())
    {
        public override async ValueTask<double> TransformAsync(double input, BlockContext context)
        {
            await Task.Delay(TimeSpan.FromHours(1), context.Run.Time, context.Stop);
            return input;
        }
    }
}
