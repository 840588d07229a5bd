using Pipeline3D.Testing.Time;

namespace Pipeline3D.Testing.Tests.Time;

public sealed class FakeTimeTests
{
    [Fact]
    public void Advance_TimersOfDifferentTimes_FireInOrderAndAreCounted()
    {
        var time = new FakeTime();
        DateTimeOffset start = time.GetUtcNow();
        var fired = new List<(string, double)>();
        ITimer Timer(string name, double due, TimeSpan period) => time.CreateTimer(_ => Note(name), null,
            TimeSpan.FromSeconds(due), period);
        void Note(string name) => fired.Add((name, (time.GetUtcNow() - start).TotalSeconds));
        using ITimer late = Timer("late", 3, Timeout.InfiniteTimeSpan);
        using ITimer ticks = Timer("tick", 1, TimeSpan.FromSeconds(2));
        using ITimer gone = Timer("gone", 2, Timeout.InfiniteTimeSpan);
        gone.Dispose();

        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Empty(fired);
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(["tick", "late", "tick", "tick"], fired.Select(pair => pair.Item1));
        Assert.All(fired, pair => Assert.Equal(5.5, pair.Item2));
        Assert.Equal(TimeSpan.FromSeconds(5.5), time.GetUtcNow() - start);
        Assert.Equal(TimeSpan.FromSeconds(5.5), time.GetElapsedTime(start.UtcTicks));
        Assert.Equal(1, time.Waiting);
        ticks.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Assert.Equal(0, time.Waiting);
        gone.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        Assert.Equal(0, time.Waiting);
    }

    [Fact]
    public async Task Delay_UntilAdvanced_Waits()
    {
        var time = new FakeTime();
        Task waiting = time.WhenWaitingAsync();
        Assert.False(waiting.IsCompleted);
        Task delay = Task.Delay(TimeSpan.FromDays(1), time);
        await waiting;
        time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromTicks(1));
        Assert.False(delay.IsCompleted);
        time.Advance(TimeSpan.FromTicks(1));
        await delay;
    }

    [Fact]
    public async Task Advance_WhileAnotherThreadMakesTimers_ReturnsWhenAllHaveFired()
    {
        var time = new FakeTime();
        int fired = 0, stop = 0;
        Task maker = Task.Run(() =>
        {
            while (Volatile.Read(ref stop) == 0)
                time.CreateTimer(_ => { }, null, TimeSpan.FromDays(30), Timeout.InfiniteTimeSpan).Dispose();
        }, TestContext.Current.CancellationToken);
        for (int i = 1; i <= 2000; i++)
        {
            using ITimer timer = time.CreateTimer(_ => Interlocked.Increment(ref fired), null, TimeSpan.FromSeconds(1),
                Timeout.InfiniteTimeSpan);
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(i, Volatile.Read(ref fired));
        }
        Volatile.Write(ref stop, 1);
        await maker;
    }

    [Fact]
    public void Advance_InACallback_ReturnsAtOnceAndFiresTheRestAfterwards()
    {
        var time = new FakeTime();
        var fired = new List<string>();
        using ITimer first = time.CreateTimer(_ =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            fired.Add("first");
        }, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        using ITimer second = time.CreateTimer(_ => fired.Add("second"), null, TimeSpan.FromSeconds(3),
            Timeout.InfiniteTimeSpan);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["first", "second"], fired);
    }

    [Fact]
    public void Advance_Backwards_Throws()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new FakeTime().Advance(TimeSpan.FromTicks(-1)));

    [Fact]
    public void CreateTimer_DueAtOnce_FiresAtOnceAndDoesNotWait()
    {
        var time = new FakeTime();
        int fired = 0;
        using ITimer timer = time.CreateTimer(_ => fired++, null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        Assert.Equal((1, 0), (fired, time.Waiting));
        using ITimer ticks = time.CreateTimer(_ => fired++, null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal((2, 1), (fired, time.Waiting));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((3, 1), (fired, time.Waiting));
    }
}
