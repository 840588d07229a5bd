using System.Collections.Concurrent;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Engine.Tests.Support;

namespace Pipeline3D.Engine.Tests.Runs;

/// <summary>Promise 3: one number bounds the bytes in flight, and nothing stalls.</summary>
public sealed class ByteBudgetTests : EngineTest
{
    [Theory, InlineData(1, 1000), InlineData(100, 1000), InlineData(350, 4), InlineData(1000, 16)]
    public async Task Run_AnyBudget_PeakStaysWithinAndEverythingArrives(long budget, int capacity)
    {
        const int ItemBytes = 100;
        var graph = new Graph("budget");
        var settings = new BlockSettings { Parallelism = 8, Capacity = capacity };
        var sink = new Collect<int>();
        graph.From("source", new Numbers(300, ItemBytes), settings)
            .Then("work", new Map<int, int>(async (n, _) => { await Task.Yield(); return n; }), settings)
            .To("sink", sink);

        RunResult result = await RunAsync(graph, Options(budget));

        Assert.Equal(300, sink.Items.Count);
        Assert.InRange(result.PeakBytes, ItemBytes, Math.Max(budget, ItemBytes));
    }

    [Theory, InlineData(11), InlineData(12), InlineData(13)]
    public async Task Run_MergeOfTwoSourcesUnderATightBudget_DoesNotStall(int seed)
    {
        // The budget holds one item: a merge that waited to see the other source's next item would wait for good.
        var random = new Random(seed);
        var graph = new Graph("tight");
        var sink = new Collect<int>();
        Port<int> a = graph.From("a", new Numbers(random.Next(1, 40), 100, "a"));
        Port<int> b = graph.From("b", new Numbers(random.Next(1, 40), 100, "b"))
            .Where("drop", new Drop<int>(n => n % 3 == 0));
        Port<int> both = graph.Merge(a, b).Then("next", new Map<int, int>(n => n));
        both.To("one", sink);
        both.To("two", new Collect<int>());

        RunResult result = await RunAsync(graph, Options(budget: 100));

        Assert.True(result.PeakBytes == 100, $"seed {seed}: {result.PeakBytes}");
        Assert.Equal(RunStatus.Completed, result.Status);
    }

    [Fact]
    public async Task Admit_ManyGiveBacks_NeverExceedsLimitAndEndsEmpty()
    {
        var budget = new ByteBudget(1000, new HeldBytes(), TestContext.Current.CancellationToken);
        var held = new ConcurrentQueue<long>();
        var random = new Random(5);
        long largest = 0;
        Task giver = Task.Run(async () =>
        {
            for (int given = 0; given < 2000;)
            {
                if (held.TryDequeue(out long bytes)) { budget.GiveBack(bytes); given++; }
                else await Task.Yield();
            }
        }, TestContext.Current.CancellationToken);
        for (int i = 0; i < 2000; i++)
        {
            long bytes = random.Next(0, 1500);
            largest = Math.Max(largest, bytes);
            await budget.AdmitAsync(bytes);
            held.Enqueue(bytes);
        }
        await giver;
        Assert.Equal(0, budget.InFlight);
        Assert.InRange(budget.Peak, 1000, Math.Max(1000, largest));
    }

    [Fact]
    public async Task Admit_StoppedWhileItWaits_IsCancelled()
    {
        using var stop = new CancellationTokenSource();
        var budget = new ByteBudget(1000, new HeldBytes(), stop.Token);
        await budget.AdmitAsync(600);
        Task waiting = budget.AdmitAsync(600).AsTask();
        Assert.False(waiting.IsCompleted);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(600, budget.InFlight);
    }

    [Fact]
    public async Task Admit_WhatBlocksHold_CountsAndAnItemIsAdmittedAllTheSame()
    {
        var held = new HeldBytes();
        var budget = new ByteBudget(1000, held, TestContext.Current.CancellationToken);
        Assert.Equal(1000, held.Limit);
        held.Add(900);
        await budget.AdmitAsync(600); // none is in flight, so it cannot wait for ever
        Task waiting = budget.AdmitAsync(50).AsTask();
        Assert.False(waiting.IsCompleted);
        held.Add(-900);
        await waiting;
        Assert.Equal(650, budget.InFlight);
        Assert.Equal(1500, budget.Peak);
    }
}
