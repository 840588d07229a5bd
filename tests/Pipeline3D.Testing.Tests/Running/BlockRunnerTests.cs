using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Testing.Running;
using Pipeline3D.Testing.Tests.Support;
using Pipeline3D.Testing.Time;

namespace Pipeline3D.Testing.Tests.Running;

public sealed class BlockRunnerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_Transform_GivesOutputsDeadLettersAndCounts()
    {
        BlockRun<Signal> run = await BlockRunner.RunAsync(new Doubler(),
            [Signal.Of(1), new Signal([]), Signal.Of(3)], stop: Stop);
        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal([2f, 6f], run.Payloads.Select(signal => signal.Values[0]));
        Assert.Equal([BlockRunner.IdOf(0), BlockRunner.IdOf(2)], run.Outputs.Select(item => item.Id));
        Assert.Equal(RejectReason.EmptyCloud, Assert.Single(run.DeadLetters).Reason);
        Assert.Equal(new RunCounts(3, 3, 2, 1, 0, 0), run.Counts);
    }

    [Fact]
    public async Task Run_EveryKind_GivesWhatTheBlockMakes()
    {
        Signal[] signals = [Signal.Of(1), Signal.Of(2)];
        BlockRun<Signal> filtered = await BlockRunner.RunAsync(new Large(), signals, stop: Stop);
        Assert.Equal((1, 1), ((int)filtered.Counts.Filtered, filtered.Outputs.Length));
        BlockRun<float> split = await BlockRunner.RunAsync(new Splitter(i => $"{i}"), signals, stop: Stop);
        Assert.Equal([1, 1.5f, 1, 2, 2.5f, 4], split.Payloads);
        BlockRun<Signal> shifted = await BlockRunner.RunAsync(new Shift(), 10f, signals, stop: Stop);
        Assert.Equal([11f, 12f], shifted.Payloads.Select(signal => signal.Values[0]));
        BlockRun<float> sum = await BlockRunner.RunAsync(new Sum(), signals, stop: Stop);
        Assert.Equal(3, Assert.Single(sum.Payloads));
        Assert.Equal("2", sum.Facts["signals"]);
        var sink = new CollectSink<Signal>();
        Assert.Empty((await BlockRunner.RunAsync(sink, signals, stop: Stop)).Outputs);
        Assert.Equal(2, sink.Items.Count);
        Assert.Equal(2, (await BlockRunner.RunAsync(new PayloadSource<Signal>(signals), stop: Stop)).Outputs.Length);
    }

    [Fact]
    public async Task Run_Timeout_IsThatOfTheFakeTime()
    {
        var time = new FakeTime();
        Task<BlockRun<Signal>> run = BlockRunner.RunAsync(new Body(async (input, context) =>
        {
            await Task.Delay(TimeSpan.FromHours(input.Values[0]), time, context.Stop);
            return input;
        }), [new Signal([1]), new Signal([3])], new BlockRunOptions
        {
            Time = time, Settings = new BlockSettings { Timeout = TimeSpan.FromHours(2), Parallelism = 1 },
        }, Stop);
        await time.WhenWaitingAsync(2); // the first body and its limit
        time.Advance(TimeSpan.FromHours(1));
        await time.WhenWaitingAsync(2); // the first has gone on, the second waits
        time.Advance(TimeSpan.FromHours(2.5));
        Assert.Equal(RejectReason.Timeout, Assert.Single((await run).DeadLetters).Reason);
        Assert.Equal(1, Assert.Single((await run).Payloads).Values[0]);
    }

    [Fact]
    public async Task Run_Folder_IsKeptWhenGivenAndGoneOtherwise()
    {
        string own = Directory.CreateTempSubdirectory("pipeline3d-").FullName, used = "";
        Body Look() => new((input, context) =>
        {
            used = context.Run.Folder.Path;
            File.WriteAllText(context.Run.Folder.In("x.txt"), "x");
            return new(input);
        });
        await BlockRunner.RunAsync(Look(), [Signal.Of(1)], new BlockRunOptions { Folder = own }, Stop);
        Assert.True(File.Exists(Path.Combine(own, "x.txt")));
        Directory.Delete(own, true);
        await BlockRunner.RunAsync(Look(), [Signal.Of(1)], stop: Stop);
        Assert.NotEqual(own, used);
        Assert.False(Directory.Exists(used));
    }

    private sealed class Sum() : ReduceBlock3D<Signal, float>(new NoOptions())
    {
        private readonly List<float> _values = [];

        public override ValueTask AddAsync(Signal input, BlockContext context)
        {
            _values.Add(input.Values[0]);
            return ValueTask.CompletedTask;
        }

        public override ValueTask<float> CompleteAsync(RunContext run, CancellationToken stop)
        {
            run.AddFact("signals", $"{_values.Count}");
            return new(_values.Sum());
        }
    }
}
