using Pipeline3D.Evaluation.Ranking;
using Pipeline3D.Evaluation.Regions;

namespace Pipeline3D.Evaluation.Tests.Ranking;

public sealed class RocTests
{
    public static TheoryData<float[], byte[], double> Worked => new()
    {
        { [.1f, .4f, .35f, .8f], [0, 0, 1, 1], 0.75 },
        { [.2f, .5f, .5f, .9f, .3f, .1f], [0, 1, 0, 1, 1, 0], 7.5 / 9 },
        { [.5f, .5f, .5f, .5f], [0, 0, 1, 1], 0.5 },
    };

    [Theory, MemberData(nameof(Worked))]
    public void Auroc_WorkedExample_IsScikitLearns(float[] scores, byte[] truth, double expected)
        => Assert.Equal(expected, Roc.Auroc(scores, truth), 1e-15);

    [Theory, InlineData(.3, 0.7058824), InlineData(.5, 0.6666667)]
    public void PartialAuroc_WorkedExample_IsScikitLearns(double limit, double expected)
        => Assert.Equal(expected, Roc.PartialAuroc([.1f, .4f, .35f, .8f], [0, 0, 1, 1], limit), 1e-7);

    [Fact]
    public void PartialAuroc_TieAcrossLabels_IsScikitLearns()
        => Assert.Equal(0.6960784, Roc.PartialAuroc([.2f, .5f, .5f, .9f, .3f, .1f], [0, 1, 0, 1, 1, 0], .3), 1e-7);

    [Fact]
    public void PartialAuroc_FullRange_IsTheWholeArea() => Cases.ForAllSeeds(random =>
    {
        (float[] scores, byte[] truth) = Cases.Labelled(random);
        Assert.Equal(Roc.Auroc(scores, truth), Roc.PartialAuroc(scores, truth, 1), 1e-12);
    });

    [Fact]
    public void Auroc_Oracle_IsScikitLearns()
    {
        Oracle oracle = Oracle.Load();
        Assert.Equal(oracle.Fact("image_auroc"), Roc.Auroc(oracle.ImageScores, oracle.ImageLabels), 1e-12);
        Assert.Equal(oracle.Fact("pixel_auroc"), Roc.Auroc(oracle.Scores, oracle.Truth), 1e-12);
    }

    [Fact]
    public void Auroc_TiedScores_IsTheShareOfPairs() => Cases.ForAllSeeds(random =>
    {
        (float[] scores, byte[] truth) = Cases.Labelled(random);
        Assert.Equal(Cases.Auroc(scores, truth), Roc.Auroc(scores, truth), 1e-12);
    });

    [Fact]
    public void Auroc_IncreasingMapOrNewOrder_IsTheSameNumber() => Cases.ForAllSeeds(random =>
    {
        (float[] scores, byte[] truth) = Cases.Labelled(random);
        double before = Roc.Auroc(scores, truth);
        Assert.Equal(before, Roc.Auroc([.. scores.Select(s => MathF.Exp(3 * s) - 7)], truth));
        int[] order = [.. Enumerable.Range(0, scores.Length)];
        random.Shuffle(order);
        Assert.Equal(before, Roc.Auroc([.. order.Select(i => scores[i])], [.. order.Select(i => truth[i])]));
    });

    [Fact]
    public void Auroc_NegatedScores_IsTheComplement() => Cases.ForAllSeeds(random =>
    {
        (float[] scores, byte[] truth) = Cases.Labelled(random);
        Assert.Equal(1 - Roc.Auroc(scores, truth), Roc.Auroc([.. scores.Select(s => -s)], truth), 1e-12);
    });

    [Fact]
    public void Auroc_InfiniteScores_AreOrdered()
        => Assert.Equal(0.75, Roc.Auroc(
            [float.NegativeInfinity, float.MaxValue, float.PositiveInfinity, float.MinValue], [0, 0, 1, 1]));

    [Fact]
    public void Auroc_MinusZeroAndZero_AreTied() => Assert.Equal(0.5, Roc.Auroc([-0f, 0f], [0, 1]));

    [Fact]
    public void Auroc_NaN_NamesItsPlace()
        => Assert.Equal(1, Assert.Throws<NaNScoreException>(() => Roc.Auroc([1, float.NaN], [0, 1])).Index);

    [Theory, InlineData(0), InlineData(1)]
    public void Auroc_OneClass_IsAnError(byte label)
        => Assert.Contains("nothing is labelled", Assert.Throws<ArgumentException>(()
            => Roc.Auroc([1, 2], [label, label])).Message);

    [Fact]
    public void Auroc_OtherLengths_IsAnError()
        => Assert.Contains("3 scores and 2", Assert.Throws<ArgumentException>(() => Roc.Auroc([1, 2, 3], [0, 1]))
            .Message);

    [Theory, InlineData(0), InlineData(-1), InlineData(1.5), InlineData(double.NaN)]
    public void PartialAuroc_LimitOutOfRange_IsAnError(double limit)
        => Assert.Throws<ArgumentOutOfRangeException>(() => Roc.PartialAuroc([1, 2], [0, 1], limit));

    [Fact]
    public void Curve_FewScores_HoldsEveryVertex()
    {
        CurvePoint[] expected = [new(0, 0), new(0, .5), new(.5, .5), new(.5, 1), new(1, 1)];
        Assert.Equal(expected, Roc.Curve(ScoreRanking.Of([.1f, .4f, .35f, .8f], [0, 0, 1, 1])));
    }

    [Fact]
    public void Curve_ManyScores_IsThinnedWithExactEndsAndKeepsItsArea()
    {
        var random = new Random(7);
        byte[] truth = [.. Enumerable.Range(0, 50_000).Select(i => (byte)(i % 3 == 0 ? 1 : 0))];
        float[] scores = [.. truth.Select(t => (float)random.NextDouble() + t * 0.3f)];
        ScoreRanking ranking = ScoreRanking.Of(scores, truth);
        ReadOnlySpan<CurvePoint> curve = Roc.Curve(ranking).AsSpan();
        Assert.InRange(curve.Length, 500, 1000);
        Assert.Equal(new CurvePoint(0, 0), curve[0]);
        Assert.Equal(new CurvePoint(1, 1), curve[^1]);
        // Between vertices a step of 0.002 apart chord and curve differ by at most half a rectangle of 0.001 x 0.001,
        // so the areas of 1000 chords by at most 5e-4.
        Assert.Equal(Roc.Auroc(ranking), SampledArea.UpTo(curve, 1), 5e-4);
    }
}
