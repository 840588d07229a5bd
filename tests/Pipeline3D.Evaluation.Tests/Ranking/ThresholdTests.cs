using Pipeline3D.Evaluation.Ranking;

namespace Pipeline3D.Evaluation.Tests.Ranking;

public sealed class ThresholdTests
{
    [Fact]
    public void F1Max_Oracle_IsScikitLearns()
    {
        Oracle oracle = Oracle.Load();
        Assert.Equal(oracle.Fact("pixel_f1_max"), Threshold.F1Max(ScoreRanking.Of(oracle.Scores, oracle.Truth)).F1,
            1e-12);
    }

    [Fact]
    public void F1Max_TiedScores_IsTheBestOfAllThresholds() => Cases.ForAllSeeds(random =>
    {
        (float[] scores, byte[] truth) = Cases.Labelled(random);
        ThresholdChoice choice = Threshold.F1Max(ScoreRanking.Of(scores, truth));
        Assert.Equal(scores.Distinct().Max(F1), choice.F1, 1e-12);
        Assert.Equal(F1(choice.Threshold), choice.F1, 1e-12);
        Assert.Equal(scores.Distinct().Where(t => F1(t) >= choice.F1 - 1e-12).Max(), choice.Threshold);
        Assert.Equal(choice.F1, 2 * choice.Precision * choice.Recall / (choice.Precision + choice.Recall), 1e-12);

        double F1(float threshold)
        {
            double found = scores.Zip(truth).Count(p => p.First >= threshold && p.Second != 0);
            return 2 * found / (scores.Count(s => s >= threshold) + truth.Count(t => t != 0));
        }
    });

    [Theory, InlineData(0, 1), InlineData(.5, 2.5), InlineData(.25, 1.75), InlineData(1, 4), InlineData(.9, 3.7)]
    public void Quantile_FourScores_IsNumPysDefault(double quantile, float expected)
        => Assert.Equal(expected, Threshold.Quantile([4, 1, 3, 2], quantile), 1e-6f);

    [Fact]
    public void Quantile_InfiniteNeighbour_IsNoNaN()
    {
        Assert.Equal(2, Threshold.Quantile([1, 2, float.PositiveInfinity], 0.5));
        Assert.Equal(float.PositiveInfinity, Threshold.Quantile([1, 2, float.PositiveInfinity], 0.75));
    }

    [Fact]
    public void AtFalsePositiveRate_AnyScores_IsTheLowestThresholdThatKeepsTheRate() => Cases.ForAllSeeds(random =>
    {
        float[] scores = Cases.Labelled(random).Scores;
        double rate = random.Next(0, 11) / 10.0;
        float threshold = Threshold.AtFalsePositiveRate(scores, rate);
        Assert.True(scores.Count(s => s >= threshold) <= rate * scores.Length + 1e-9);
        if (threshold > scores.Min())
            Assert.True(scores.Count(s => s >= MathF.BitDecrement(threshold)) > rate * scores.Length);
    });

    [Fact]
    public void AtFalsePositiveRate_RateThatBinaryRoundsDown_CountsWholeSamples()
        => Assert.Equal(MathF.BitIncrement(70), Threshold.AtFalsePositiveRate(
            [.. Enumerable.Range(0, 100).Select(i => (float)i)], 0.29));

    [Fact]
    public void Quantile_NoScoresOrBadShare_IsAnError()
    {
        Assert.Throws<ArgumentException>(() => Threshold.Quantile([], 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Threshold.Quantile([1], 1.1));
        Assert.Throws<NaNScoreException>(() => Threshold.Quantile([float.NaN], 0.5));
    }
}
