using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Engine.Tests.Support;

namespace Pipeline3D.Engine.Tests.Runs;

/// <summary>Promise 8: standard meters and traces; one trace follows one scan; progress with an estimate.</summary>
public sealed class TelemetryTests : EngineTest
{
    [Fact]
    public async Task Run_WithListeners_MetersCountItemsAndOneTraceFollowsEachItem()
    {
        string block = $"work-{Guid.NewGuid():N}";
        var ended = new ConcurrentQueue<Activity>();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EngineTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(activities);
        long busy = 0;
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "pipeline3d.block.duration") listener.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            if (tags.ToArray().Any(tag => tag.Value as string == block)) Interlocked.Increment(ref busy);
        });
        meters.Start();
        var graph = new Graph("traced");
        graph.From("source", new Numbers(5, name: block))
            .Then(block, new Map<int, int>(n => n == 3 ? throw new InvalidOperationException("x") : n))
            .To("sink", new Collect<int>());

        await RunAsync(graph);

        Assert.Equal(5, busy);
        Activity[] items = [.. ended.Where(a => a.OperationName == "pipeline3d.item"
            && ((string)a.GetTagItem("pipeline3d.item")!).StartsWith(block, StringComparison.Ordinal))];
        Assert.Equal(5, items.Length);
        Assert.Equal(1, items.Count(a => (string)a.GetTagItem("pipeline3d.outcome")! == "Dead"));
        Assert.Equal(5, items.Select(a => a.TraceId).Distinct().Count());
        Activity[] steps = [.. ended.Where(a => a.OperationName == block)];
        Assert.Equal(items.Select(a => a.TraceId).ToHashSet(), steps.Select(a => a.TraceId).ToHashSet());
        Assert.Equal(ActivityStatusCode.Error, Assert.Single(steps, a => a.Status != ActivityStatusCode.Unset).Status);
    }

    [Fact]
    public async Task Progress_AtTheEnd_TellsItemsTotalAndDead()
    {
        var graph = new Graph("progress");
        graph.From("source", new Numbers(10, load: n => n == 4 ? throw new IOException("gone") : n))
            .To("sink", new Collect<int>());
        var run = new GraphRun(graph.Plan(), Options(drain: CancellationToken.None));
        Assert.Null(run.Progress);

        await run.RunAsync(TestContext.Current.CancellationToken);

        RunProgress progress = run.Progress!;
        Assert.Equal((10, 10, 1, 0, 0), (progress.Ended, progress.Total, progress.Dead, progress.InFlight,
            progress.BytesInFlight));
        Assert.Equal(TimeSpan.Zero, progress.Remaining);
    }

    [Theory]
    [InlineData(25, 100L, 10, 30)]
    [InlineData(0, 100L, 10, null)]
    [InlineData(25, null, 10, null)]
    public void Remaining_FromTheRateSoFar_IsTheSimpleEstimate(long ended, long? total, int elapsed, int? expected)
        => Assert.Equal(expected, new RunProgress(ended, total, 0, 0, 0, TimeSpan.FromSeconds(elapsed))
            .Remaining?.TotalSeconds);

    [Fact]
    public async Task Run_BlockThatCannotStart_FailsBeforeAnythingIsReadAndClosesEveryBlock()
    {
        var source = new Numbers(5);
        var sink = new Unstartable();
        var graph = new Graph("start");
        graph.From("source", source).To("sink", sink);

        RunResult result = await RunAsync(graph);

        Assert.Equal(RunStatus.Failed, result.Status);
        Assert.Contains("sink could not start: no disk", Assert.Single(result.Failures), StringComparison.Ordinal);
        Assert.Equal(0, source.Listed);
        Assert.True(sink.IsClosed);
    }

    [Fact]
    public async Task Run_SinkCannotFinish_RunFailedAndSaysWhy()
    {
        var graph = new Graph("finish");
        graph.From("source", new Numbers(2)).To("sink", new Unfinishable());

        RunResult result = await RunAsync(graph);

        Assert.Equal(RunStatus.Failed, result.Status);
        Assert.Contains("No space left", Assert.Single(result.Failures), StringComparison.Ordinal);
        Assert.Equal(2, result.Counts.Completed);
    }

    private sealed class Unstartable() : SinkBlock3D<int>(new NoOptions()), IDisposable
    {
        public bool IsClosed { get; private set; }

        public override ValueTask StartAsync(RunContext run, CancellationToken stop)
            => throw new IOException("no disk");

        public override ValueTask ConsumeAsync(int input, BlockContext context) => ValueTask.CompletedTask;

        public void Dispose() => IsClosed = true;
    }

    private sealed class Unfinishable() : SinkBlock3D<int>(new NoOptions())
    {
        public override ValueTask ConsumeAsync(int input, BlockContext context) => ValueTask.CompletedTask;

        public override ValueTask CompleteAsync(RunContext run, CancellationToken stop)
            => throw new IOException("No space left on device");
    }
}
