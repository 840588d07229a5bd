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
