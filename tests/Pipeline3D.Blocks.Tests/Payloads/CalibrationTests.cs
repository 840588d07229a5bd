using Pipeline3D.Blocks.Payloads;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Blocks.Tests.Payloads;

public sealed class CalibrationTests(ITestOutputHelper output)
{
    // The true threshold of standard normal scores at 5 %.
    private const double Truth = 1.6448536269514722;

    [Theory]
    [InlineData(5, 0.85, 0.93)]
    [InlineData(10, 0.89, 0.95)]
    [InlineData(30, 0.92, 0.97)]
    [InlineData(100, 0.93, 0.97)]
    public void Of_ManyNormalSamples_TheIntervalHoldsTheTruthAboutAsOftenAsItSays(int scans, double low, double high)
    {
        var random = new Random(scans);
        int held = 0;
        int samples = Soak.Repetitions(5000);
        for (int i = 0; i < samples; i++)
        {
            var calibration = Calibration.Of([.. Enumerable.Range(0, scans).Select(_ => Normal(random))], 0.05, 0.95);
            if (calibration.Low <= Truth && Truth <= calibration.High)
                held++;
        }
        output.WriteLine($"{scans} scans: {100.0 * held / samples:0.0} %");
        Assert.InRange(held / (double)samples, low, high);
    }

    [Fact]
    public void Of_KnownScores_IsTheFormula()
    {
        var found = Calibration.Of([1, 2, 3, 4], 0.05, 0.95);
        double deviation = Math.Sqrt(5.0 / 3), threshold = 2.5 + Truth * deviation;
        double reach = 1.959963984540054 * deviation * Math.Sqrt(0.25 + Truth * Truth / 6);
        Assert.Equal(threshold, found.Threshold, 1e-6);
        Assert.Equal(threshold - reach, found.Low, 1e-6);
        Assert.Equal(threshold + reach, found.High, 1e-6);
        Assert.Equal((0.05, 0.95, 4), (found.FalseRejectRate, found.Confidence, found.Scans));
    }

    [Fact]
    public void IsClose_InsideTheInterval_Only()
    {
        var calibration = new Calibration(2, 1.5f, 3, 0.05, 0.95, 9);
        Assert.Equal([false, true, true, true, false],
            new[] { 1.4f, 1.5f, 2, 3, 3.1f }.Select(score => calibration.IsClose(score)));
    }

    private static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
