using Pipeline3D.Evaluation.Ranking;

namespace Pipeline3D.Evaluation.Tests.Ranking;

public sealed class AveragePrecisionTests
{
    [Fact]
    public void Of_WorkedExamples_AreScikitLearns()
    {
        Assert.Equal(0.8333333, AveragePrecision.Of([.1f, .4f, .35f, .8f], [0, 0, 1, 1]), 1e-7);
        Assert.Equal(0.8055556, AveragePrecision.Of([.2f, .5f, .5f, .9f, .3f, .1f], [0, 1, 0, 1, 1, 0]), 1e-7);
        Assert.Equal(0.5, AveragePrecision.Of([.5f, .5f, .5f, .5f], [0, 0, 1, 1]));
    }

    [Fact]
    public void Of_Oracle_IsScikitLearns()
    {
        Oracle oracle = Oracle.Load();
        Assert.Equal(oracle.Fact("image_ap"), AveragePrecision.Of(oracle.ImageScores, oracle.ImageLabels), 1e-12);
        Assert.Equal(oracle.Fact("pixel_ap"), AveragePrecision.Of(oracle.Scores, oracle.Truth), 1e-12);
    }

    [Fact]
    public void Of_TiedScores_IsTheSumOverThresholds() => Cases.ForAllSeeds(random =>
    {
        (float[] scores, byte[] truth) = Cases.Labelled(random);
        Assert.Equal(Cases.AveragePrecision(scores, truth), AveragePrecision.Of(scores, truth), 1e-12);
    });

    [Fact]
    public void Of_OneClass_IsAnError() => Assert.Throws<ArgumentException>(() => AveragePrecision.Of([1, 2], [0, 0]));
}
