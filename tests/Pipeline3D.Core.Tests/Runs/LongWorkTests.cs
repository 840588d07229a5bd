using Pipeline3D.Core.Runs;

namespace Pipeline3D.Core.Tests.Runs;

public sealed class LongWorkTests
{
    [Fact]
    public void At_EpochsThatAreKnown_TheTimeLeftCountsDown()
    {
        var time = new Clock();
        var work = new LongWork();
        Assert.Equal((TimeSpan.Zero, null), work.At(time));
        double last = double.MaxValue;
        for (int epoch = 1; epoch <= 10; epoch++)
        {
            time.Seconds += 6;
            work.Show($"epoch {epoch}", epoch / 10.0, time);
            (TimeSpan taken, TimeSpan? left) = work.At(time);
            if (epoch == 1)
            {
                Assert.Null(left);
                continue;
            }
            Assert.Equal(6.0 * (10 - epoch), left!.Value.TotalSeconds, 1e-6);
            Assert.True(left.Value.TotalSeconds < last);
            last = left.Value.TotalSeconds;
            Assert.Equal(6.0 * (epoch - 1), taken.TotalSeconds, 1e-6);
        }
        work.Show("", null, time);
        time.Seconds += 100;
        Assert.Equal((TimeSpan.FromSeconds(54), null), work.At(time));
    }

    [Fact]
    public void At_BetweenTwoEpochs_TheTimeLeftGoesOnCountingDown()
    {
        var time = new Clock();
        var work = new LongWork();
        work.Show("epoch 1", 0.1, time);
        time.Seconds += 10;
        work.Show("epoch 2", 0.2, time);
        Assert.Equal(80, work.At(time).Left!.Value.TotalSeconds, 1e-6);
        time.Seconds += 7;
        Assert.Equal(73, work.At(time).Left!.Value.TotalSeconds, 1e-6);
    }

    private sealed class Clock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp() => (long)(Seconds * TimestampFrequency);
    }
}
