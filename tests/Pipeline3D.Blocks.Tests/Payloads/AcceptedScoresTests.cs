using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Live;

namespace Pipeline3D.Blocks.Tests.Payloads;

public sealed class AcceptedScoresTests
{
    [Theory, InlineData(3, 0.05), InlineData(12, 0.01), InlineData(200, 0.2)]
    public void Accepted_OfACalibration_AreTheMeanAndDeviationItWasMadeOf(int scans, double rate)
    {
        var random = new Random(scans);
        double[] scores = [.. Enumerable.Range(0, scans).Select(_ => 20 + (5 * random.NextDouble()))];
        double mean = scores.Average();
        double deviation = Math.Sqrt(scores.Sum(score => (score - mean) * (score - mean)) / (scans - 1));

        AcceptedScores accepted = Calibration.Of(scores, rate, 0.95).Accepted!;

        // The calibration is kept in single precision.
        Assert.Equal(mean, accepted.Mean, 1e-4);
        Assert.Equal(deviation, accepted.Deviation, 1e-4);
        Assert.Equal(scans, accepted.Scans);
    }

    [Fact]
    public void Accepted_OfNumbersThatDetermineNone_IsNull()
    {
        Assert.Null(new Calibration(1, 1, 1, 0.05, 0.95, 10).Accepted);
        Assert.Null(new Calibration(1, 0, 2, 0.05, 0.95, 1).Accepted);
        Assert.Null(new Calibration(1, 0, 2, 0, 0.95, 10).Accepted);
    }
}
