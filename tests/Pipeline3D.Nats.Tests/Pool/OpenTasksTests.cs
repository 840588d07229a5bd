using Microsoft.Extensions.Time.Testing;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Nats.Messages;
using Pipeline3D.Nats.Pool;

namespace Pipeline3D.Nats.Tests.Pool;

/// <summary>What is open: who holds it, what fell silent, what takes long.</summary>
public sealed class OpenTasksTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    private readonly FakeTimeProvider _time = new();
    private readonly OpenTasks _open;

    public OpenTasksTests() => _open = new OpenTasks(_time);

    [Fact]
    public void Silent_NobodyHoldsIt_IsSentAgainOnceTheQueueIsEmpty()
    {
        OpenTask task = Add(1);
        _time.Advance(2 * Limit);

        Assert.Empty(_open.Silent(Limit, isQueueEmpty: false));
        Assert.Equal([task], _open.Silent(Limit, isQueueEmpty: true));
    }

    [Fact]
    public void Silent_HeldAndHeardOf_IsNotSentAgainUntilItsHolderFallsSilent()
    {
        OpenTask task = Add(1);
        for (int i = 0; i < 10; i++)
        {
            _time.Advance(Limit / 2);
            _open.Heard(new BeatMessage("w1", [1], [], ""));
            Assert.Empty(_open.Silent(Limit, isQueueEmpty: true));
        }
        _time.Advance(2 * Limit);

        Assert.Equal([task], _open.Silent(Limit, isQueueEmpty: false));
        Assert.Equal(["w1"], task.Holders);
    }

    [Fact]
    public void Silent_SentAgain_IsGivenTheSameTimeOnceMore()
    {
        OpenTask task = Add(1);
        _time.Advance(2 * Limit);
        task.SentAt = _time.GetTimestamp();
        _time.Advance(Limit / 2);

        Assert.Empty(_open.Silent(Limit, isQueueEmpty: true));
    }

    [Fact]
    public void Stragglers_OpenForThreeTimesTheMiddle_AreTheLongestOpenOnes()
    {
        for (int i = 0; i < 20; i++)
            End(Add(i), TimeSpan.FromSeconds(5));
        OpenTask first = Add(100);
        _time.Advance(TimeSpan.FromSeconds(1));
        OpenTask second = Add(101);
        _time.Advance(TimeSpan.FromSeconds(13));
        Assert.Empty(_open.Stragglers(2));
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal([first, second], _open.Stragglers(2));
        Assert.Equal([first], _open.Stragglers(1));
        first.IsSpeculated = true;
        Assert.Empty(_open.Stragglers(1));
        Assert.Equal([second], _open.Stragglers(2));
    }

    [Fact]
    public void Stragglers_NothingEndedYetOrAllQuick_AreNone()
    {
        Add(1);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(_open.Stragglers(5));
        End(Add(2), TimeSpan.FromMilliseconds(1));
        Add(3);
        _time.Advance(TimeSpan.FromSeconds(9));

        // Three times a millisecond is nothing to send a scan twice for.
        Assert.DoesNotContain(_open.Stragglers(5), task => task.Message.Entry!.Sequence == 3);
    }

    [Fact]
    public void Remove_Twice_IsTrueOnce()
    {
        OpenTask task = Add(1), fit = _open.Add(new TaskMessage { Fit = new FitMessage(7, "bank", "", false, "") });

        Assert.Equal((2, true, false), (_open.Count, _open.Remove(task), _open.Remove(task)));
        Assert.Equal((true, false, 0), (_open.Remove(fit), _open.Remove(fit), _open.Count));
        Assert.Null(_open.FindFit(7));
    }

    private OpenTask Add(long sequence) => _open.Add(new TaskMessage
    {
        Entry = new EntryRef
        {
            Source = "test", Item = new ItemId("d", "c", "", "", $"{sequence}"), Sequence = sequence, Input = "",
            Stamp = "", Upstream = "",
        },
    });

    private void End(OpenTask task, TimeSpan after)
    {
        _time.Advance(after);
        Assert.True(_open.Remove(task));
    }
}
