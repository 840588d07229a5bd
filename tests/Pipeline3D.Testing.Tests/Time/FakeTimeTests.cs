namespace Pipeline3D.Testing.Tests.Time;

public sealed class FakeTimeTests
{
    [Fact]
    public void Advance_TimersOfDifferentTimes_FireInOrderAtTheirOwnTime()
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

        Assert.Equal([("tick", 1), ("late", 3), ("tick", 3), ("tick", 5)], fired);
        Assert.Equal(TimeSpan.FromSeconds(5.5), time.GetUtcNow() - start);
        Assert.Equal(TimeSpan.FromSeconds(5.5), time.GetElapsedTime(start.UtcTicks));
        Assert.Equal(1, time.Waiting);
        Assert.False(gone.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
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
    public void CreateTimer_DueAtOnce_FiresWhenTimeIsAskedToGoOn()
    {
        var time = new FakeTime();
        int fired = 0;
        using ITimer timer = time.CreateTimer(_ => fired++, null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        time.Advance(TimeSpan.Zero);
        Assert.Equal(1, fired);
    }
}
