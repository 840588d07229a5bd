using Pipeline3D.Detection.Clip.Losses;

namespace Pipeline3D.Detection.Tests.Clip;

public sealed class FocalTermTests
{
    // 37 pixels: two vectors and a tail.
    [Fact]
    public void Row_AnyLength_IsTheFormulaAndItsDerivative()
    {
        var random = new Random(5);
        float[] probabilities = [.. Enumerable.Range(0, 37).Select(_ => random.NextSingle())];
        bool[] labels = [.. Enumerable.Range(0, 37).Select(_ => random.Next(2) == 1)];
        (probabilities[0], labels[0], probabilities[1], labels[1]) = (0, true, 1, false);
        float[] slopes = [.. probabilities];
        double sum = FocalTerm.Row(slopes, labels);
        double exact = probabilities.Zip(labels, Loss).Sum();
        // Single precision: labels near 0 and 1 lose five digits of 1 - p.
        Assert.Equal(exact, sum, 1e-4 * exact);
        for (int i = 2; i < slopes.Length; i++)
        {
            double wanted = (Loss(probabilities[i] + 1e-4, labels[i]) - Loss(probabilities[i] - 1e-4, labels[i])) / 2e-4;
            Assert.Equal(wanted, slopes[i], 1e-3 + (1e-3 * Math.Abs(wanted)));
        }
        Assert.All(slopes, slope => Assert.True(float.IsFinite(slope)));
    }

    // As the code of PointAD has it, in double.
    private static double Loss(double probability, bool isAnomalous)
    {
        double of = isAnomalous ? 1 - 1e-5 : 1e-5, p = (of * probability) + ((1 - of) * (1 - probability)) + 1e-5;
        return -Math.Pow(1 - p, 2) * Math.Log(p);
    }

    private static double Loss(float probability, bool isAnomalous) => Loss((double)probability, isAnomalous);
}
