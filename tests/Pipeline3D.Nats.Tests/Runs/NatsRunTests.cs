using Pipeline3D.Engine.Remote;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Nats.Pool;
using Pipeline3D.Nats.Server;
using Pipeline3D.Nats.Tests.Support;

namespace Pipeline3D.Nats.Tests.Runs;

/// <summary>Runs over a real server end as runs in one process, whatever happens to the server and to
/// workers.</summary>
public sealed class NatsRunTests : SpreadTest
{
    private const int Train = 12, Test = 40;

    public NatsRunTests() => SpreadPipeline.Write(Data, Train, Test);

    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(3, 0, false)]
    [InlineData(2, 400_000, false)]
    [InlineData(2, 0, true)]
    [InlineData(2, 400_000, true)]
    public async Task Run_OnWorkers_IsWholeAndLeavesNothingBehind(int workers, int bytes, bool ships)
    {
        Bytes = bytes;
        using var leave = new CancellationTokenSource();
        Task[] all = [.. Enumerable.Range(1, workers).Select(i => WorkAsync(WorkerOptions($"w{i}"), leave.Token))];
        (RunResult result, IReadOnlyList<string> taken, _) = await RunAsync(PoolOptions() with { Ships = ships });

        AssertWhole(result, taken, Train, Test);
        Assert.Equal(Test + Train, result.Workers.Sum(worker => worker.Items));
        Assert.Equal(0, await Leftovers.AtAsync(ServerAddress.Parse(Server.Address), TestContext.Current.CancellationToken));
        await leave.CancelAsync();
        await Task.WhenAll(all);
        Assert.False(Directory.Exists(Folder["scratch"]) && Directory.EnumerateFiles(Folder["scratch"], "*",
            SearchOption.AllDirectories).Any(), "a worker left files");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_ServerKilledInMidRun_GoesOnOnceItIsBack(bool losesItsStore)
    {
        int done = 0;
        var half = new TaskCompletionSource();
        Work = (number, _) =>
        {
            if (Interlocked.Increment(ref done) == Test / 2)
                half.TrySetResult();
            return new(number);
        };
        using var leave = new CancellationTokenSource();
        Task[] all = [WorkAsync(WorkerOptions("w1"), leave.Token), WorkAsync(WorkerOptions("w2"), leave.Token)];
        Task trouble = Task.Run(async () =>
        {
            await half.Task;
            Server.Kill();
            if (losesItsStore)
                Server.DeleteStore();
            Server.Start();
        });
        (RunResult result, IReadOnlyList<string> taken, PoolSnapshot pool) = await RunAsync(PoolOptions());

        await trouble;
        AssertWhole(result, taken, Train, Test);
        Assert.True(done <= 3 * Test, $"{done} computed, {pool.Counts}");
        await leave.CancelAsync();
        await Task.WhenAll(all);
    }

    [Fact]
    public async Task Run_WorkerThatLeavesInMidRun_GivesBackWhatItHasNotBegun()
    {
        using CancellationTokenSource first = new(), second = new();
        Task other = Task.CompletedTask;
        int begun = 0;
        Work = async (number, context) =>
        {
            if (Interlocked.Increment(ref begun) == 5)
            {
                other = WorkAsync(WorkerOptions("w2"), second.Token);
                await first.CancelAsync();
            }
            return number;
        };
        Task one = WorkAsync(WorkerOptions("w1"), first.Token);
        (RunResult result, IReadOnlyList<string> taken, _) = await RunAsync(PoolOptions());

        AssertWhole(result, taken, Train, Test);
        await one;
        Assert.Equal(["w1", "w2"], result.Workers.Select(worker => worker.Worker));
        await second.CancelAsync();
        await other;
    }

    [Fact]
    public async Task Run_WorkerThatIsStoppedAtOnce_LosesNothing()
    {
        using CancellationTokenSource leave = new(), stop = new(), second = new();
        Task other = Task.CompletedTask;
        int begun = 0;
        Work = async (number, context) =>
        {
            if (Interlocked.Increment(ref begun) == 5)
            {
                other = WorkAsync(WorkerOptions("w2"), second.Token);
                await leave.CancelAsync();
                await stop.CancelAsync();
                await Task.Delay(Timeout.Infinite, context.Stop);
            }
            return number;
        };
        Task one = WorkAsync(WorkerOptions("w1"), leave.Token, stop: stop.Token);
        (RunResult result, IReadOnlyList<string> taken, _) = await RunAsync(PoolOptions());

        AssertWhole(result, taken, Train, Test);
        await one;
        await second.CancelAsync();
        await other;
    }

    [Fact]
    public async Task Run_WorkerOfAnotherBuild_TakesNothingAndSaysWhy()
    {
        using CancellationTokenSource leave = new();
        Task odd = WorkAsync(WorkerOptions("odd"), "2.0-other", leave.Token);
        Task good = Task.CompletedTask;
        (RunResult result, IReadOnlyList<string> taken, _) = await RunAsync(PoolOptions(), pool => good = Task.Run(async () =>
        {
            while (!pool.Workers.Any(worker => worker.Idle.Contains("2.0-other", StringComparison.Ordinal)))
                await Task.Yield();
            await WorkAsync(WorkerOptions("good"), leave.Token);
        }));

        AssertWhole(result, taken, Train, Test);
        Assert.Equal(["good"], result.Workers.Select(worker => worker.Worker));
        await leave.CancelAsync();
        await Task.WhenAll(odd, good);
    }

    [Fact]
    public async Task Run_NoWorker_EndsAfterTheTimeSaid()
    {
        (RunResult result, _, _) = await RunAsync(PoolOptions() with { WorkerTimeout = TimeSpan.FromSeconds(1) });

        Assert.Equal(RunStatus.Failed, result.Status);
        Assert.Contains(result.Failures, failure => failure.Contains("no worker came", StringComparison.Ordinal)
            && failure.Contains("pipeline3d worker", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_AnotherProcessTakesItOver_TheFirstEnds()
    {
        var waits = new TaskCompletionSource();
        Work = async (number, context) =>
        {
            await waits.Task.WaitAsync(context.Stop);
            return number;
        };
        using CancellationTokenSource leave = new();
        Task worker = WorkAsync(WorkerOptions("w1"), leave.Token);
        NatsPool? second = null;
        (RunResult first, _, _) = await RunAsync(PoolOptions(), pool => _ = Task.Run(async () =>
        {
            while (pool.Counts.Open == 0)
                await Task.Yield();
            second = await NatsPool.StartAsync(PoolOptions(), CancellationToken.None);
        }));
        waits.SetResult();

        Assert.Equal(RunStatus.Failed, first.Status);
        Assert.Contains(first.Failures, failure => failure.Contains("took over", StringComparison.Ordinal));
        await second!.DisposeAsync();
        (RunResult result, IReadOnlyList<string> taken, _) = await RunAsync(PoolOptions());
        AssertWhole(result, taken, Train, Test);
        await leave.CancelAsync();
        await worker;
    }

    [Fact]
    public async Task StartAsync_NoServer_SaysHowToStartOne()
    {
        Server.Kill();
        ServerException cause = await Assert.ThrowsAsync<ServerException>(() => NatsPool.StartAsync(PoolOptions(),
            TestContext.Current.CancellationToken));

        Assert.Contains("nats-server -js", cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_Workers_AreThoseThatAreThere()
    {
        using CancellationTokenSource leave = new();
        Task worker = WorkAsync(WorkerOptions("w1") with { Tags = ["gpu"] }, leave.Token);
        IReadOnlyList<WorkerFacts> found = [];
        while (found.Count == 0)
            found = await WorkerList.ReadAsync(ServerAddress.Parse(Server.Address), TestContext.Current.CancellationToken);

        Assert.Equal(("w1", 2, Build, "gpu"), (found[0].Name, found[0].Places, found[0].Build, found[0].Tags[0]));
        await leave.CancelAsync();
        await worker;
        Assert.Empty(await WorkerList.ReadAsync(ServerAddress.Parse(Server.Address),
            TestContext.Current.CancellationToken));
    }
}
