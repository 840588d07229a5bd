using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Nodes;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Engine.Tests.Support;

namespace Pipeline3D.Engine.Tests.Nodes;

/// <summary>One stage: bounds, order, and takers that are full.</summary>
public sealed class StageTests : EngineTest
{
    [Theory, InlineData(1, true), InlineData(4, true), InlineData(4, false)]
    public async Task Stage_WorkOfRandomLength_BoundsAndOrderHold(int parallelism, bool ordered)
    {
        const int Items = 500;
        using var state = new RunState(Options(), CancellationToken.None);
        var settings = new BlockSettings { Parallelism = parallelism, Capacity = 6, Ordered = ordered };
        int inWork = 0, most = 0;
        var taken = new List<int>();
        var outlet = new Outlet<int>(CancellationToken.None);
        var stage = new Stage<int, int>(settings, outlet, async flow =>
        {
            int now = Interlocked.Increment(ref inWork);
            InterlockedMax(ref most, now);
            for (int i = flow.Payload * 7919 % 5; i > 0; i--)
                await Task.Yield();
            Interlocked.Decrement(ref inWork);
            return flow.Live(flow.Payload, 0);
        }, CancellationToken.None);
        var sink = new Slow(taken);
        outlet.Connect([sink]);
        var giver = new Outlet<int>(CancellationToken.None);
        giver.Connect([stage.In]);
        for (int i = 0; i < Items; i++)
        {
            Ticket ticket = state.Open(Numbers.Id("n", i), "", 0, "n", 0);
            await giver.SendAsync(new Flow<int>(ticket, ticket.Id, 0, true, default, i, 0));
            Assert.InRange(i + 1 - sink.Count, 0, settings.Capacity);
        }
        giver.Complete();
        await stage.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.True(sink.IsComplete);
        Assert.InRange(most, 1, parallelism);
        Assert.Equal(Enumerable.Range(0, Items), ordered ? taken : taken.Order());
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen = Volatile.Read(ref most);
        while (seen < value && Interlocked.CompareExchange(ref most, value, seen) is var was && was != seen)
            seen = was;
    }

    /// <summary>Takes every third item only when it is asked again.</summary>
    private sealed class Slow(List<int> taken) : IInlet<int>
    {
        private int _asked;

        public int Count { get { lock (taken) return taken.Count; } }

        public bool IsComplete { get; private set; }

        public bool TryTake(in Flow<int> flow, Action room)
        {
            if (++_asked % 3 == 0)
            {
                ThreadPool.QueueUserWorkItem(_ => room());
                return false;
            }
            lock (taken)
                taken.Add(flow.Payload);
            return true;
        }

        public void Complete() => IsComplete = true;
    }
}
