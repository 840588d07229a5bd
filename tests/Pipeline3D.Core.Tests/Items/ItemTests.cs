using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Core.Tests.Items;

public sealed class ItemTests
{
    [Fact]
    public void With_AnotherPayload_KeepsIdSequenceAndPart()
    {
        var item = new Item<int>(new ItemId("d", "c", "s", "f", "n"), 41, 7) { Part = 3 };
        Item<string> other = item.With("seven");
        Assert.Equal((item.Id, 41L, 3, "seven"), (other.Id, other.Sequence, other.Part, other.Payload));
    }

    [Fact]
    public void Reject_FromAContext_NamesItemReasonDetailAndCause()
    {
        using var folder = new Pipeline3D.TestSupport.TempFolder();
        var context = new BlockContext(new ItemId("d", "bagel", "test", "hole", "3"), 5,
            new RunContext { Folder = new RunFolder(folder.Path) }, CancellationToken.None);
        var cause = new IOException("gone");
        ItemRejectedException error = context.Reject(RejectReason.EmptyCloud, "no point", cause);
        Assert.Equal((RejectReason.EmptyCloud, context.Item, "no point"), (error.Reason, error.Item, error.Detail));
        Assert.Equal("bagel/test/hole/3: no point [EmptyCloud]", error.Message);
        Assert.Same(cause, error.InnerException);
    }

    [Theory, InlineData(3000), InlineData(-3000)]
    public void TimeLeft_DueTimeWasSet_IsTheTimeUntilItOnTheRunsClock(int milliseconds)
    {
        using var folder = new Pipeline3D.TestSupport.TempFolder();
        var time = new Stopped();
        var context = new BlockContext(new ItemId("d", "bagel", "test", "hole", "3"), 5,
            new RunContext { Folder = new RunFolder(folder.Path), Time = time }, CancellationToken.None);
        Assert.Null(context.TimeLeft);
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds),
            (context with { DueAt = 50_000 + milliseconds }).TimeLeft);
    }

    private sealed class Stopped : TimeProvider
    {
        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => 50_000;
    }
}
