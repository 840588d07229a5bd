using Pipeline3D.Evaluation.Ranking;
using Pipeline3D.Evaluation.Regions;

namespace Pipeline3D.Evaluation.Tests.Regions;

public sealed class AuProTests
{
    [Theory, InlineData(.01), InlineData(.05), InlineData(.1), InlineData(.2), InlineData(.3), InlineData(1)]
    public void Of_ExampleA_IsThreeQuartersAtEveryLimit(double limit)
        => Assert.Equal(0.75, AuPro.Of([.9f, .1f, .2f, .8f, .3f, .4f, .7f, .05f], [1, 0, 0, 1, 0, 0, 0, 1], 4, 2,
            limit), 1e-12);

    [Theory, InlineData(.01, .75), InlineData(.05, .75), InlineData(.1, .75), InlineData(.2, .75),
        InlineData(.3, .7708333333333333), InlineData(1, .925)]
    public void Of_ExampleB_CrossesTheTieDiagonally(double limit, double expected)
        => Assert.Equal(expected, AuPro.Of([.9f, .1f, .2f, .8f, .3f, .4f, .7f, .4f], [1, 0, 0, 1, 0, 0, 0, 1], 4, 2,
            limit), 1e-12);

    [Theory, InlineData(.05, .6666666666666667), InlineData(.3, .6666666666666667), InlineData(1, .8888888888888888)]
    public void Of_ExampleC_CornersConnect(double limit, double expected)
        => Assert.Equal(expected, AuPro.Of([.9f, .3f, .2f, .1f, .6f, .8f], [1, 1, 0, 0, 0, 1], 3, 2, limit), 1e-12);

    [Theory, InlineData(.05, .6666666666666667), InlineData(.3, .6666666666666667), InlineData(1, .8)]
    public void Of_ExampleCWithClassIds_TouchingDefectsAreOneRegion(double limit, double expected)
        => Assert.Equal(expected, AuPro.Of([.9f, .3f, .8f, .2f, .1f, .6f, .4f, .5f], [255, 255, 253, 0, 0, 0, 0, 0],
            4, 2, limit), 1e-12);

    [Theory, InlineData(.1, 0), InlineData(.2, .2857142857142857), InlineData(.3, .5238095238095238),
        InlineData(1, .8571428571428571)]
    public void Of_ExampleD_GoodImagesCountAsNormal(double limit, double expected)
        => Assert.Equal(expected, AuPro.Of([.5f, .1f, .1f, .1f, .4f, .3f, .2f, .1f], [0, 0, 0, 0, 1, 0, 0, 0], 2, 2,
            limit), 1e-12);

    [Theory, InlineData(.05), InlineData(.3), InlineData(1)]
    public void Of_ExampleE_ConstantMapHasHalfTheLimit(double limit)
        => Assert.Equal(limit / 2, AuPro.Of([.5f, .5f, .5f, .5f], [1, 0, 0, 0], 2, 2, limit), 1e-12);

    [Theory, InlineData(.01), InlineData(.3), InlineData(1)]
    public void Of_ExampleF_PerfectIsOneAndInvertedIsZero(double limit)
    {
        Assert.Equal(1, AuPro.Of([.9f, .8f, .2f, .1f], [1, 1, 0, 0], 2, 2, limit), 1e-12);
        Assert.Equal(0, AuPro.Of([.1f, .2f, .8f, .9f], [1, 1, 0, 0], 2, 2, limit));
    }

    [Fact]
    public void Of_Oracle_IsTheReferencesValueAtEveryLimit()
    {
        Oracle oracle = Oracle.Load();
        PooledScores pool = oracle.Pool();
        Assert.Equal(oracle.Fact("components"), pool.Ranking.Regions);
        foreach (string limit in new[] { "0.01", "0.03", "0.05", "0.1", "0.2", "0.3", "1.0" })
            Assert.Equal(oracle.Fact("au_pro", limit), AuPro.Of(pool, double.Parse(limit)), 1e-9);
    }

    [Fact]
    public void Of_TiedMaps_IsTheTrapezoidOverAllThresholds() => Cases.ForAllSeeds(random =>
    {
        Cases.MapCase maps = Cases.Maps(random);
        PooledScores pool = maps.Pool();
        foreach (double limit in new[] { .01, .05, .2, .3, .77, 1 })
            Assert.Equal(Cases.AuPro(maps, limit), AuPro.Of(pool, limit), 1e-12);
    });

    [Fact]
    public void Of_IncreasingMap_IsTheSameNumber() => Cases.ForAllSeeds(random =>
    {
        Cases.MapCase maps = Cases.Maps(random);
        Cases.MapCase mapped = maps with { Scores = [.. maps.Scores.Select(s => s * s * s * 100 - 3)] };
        Assert.Equal(AuPro.Of(maps.Pool()), AuPro.Of(mapped.Pool()));
    });

    [Fact]
    public void Of_QuarterTurn_IsTheSameNumber() => Cases.ForAllSeeds(random =>
    {
        Cases.MapCase maps = Cases.Maps(random);
        Assert.Equal(AuPro.Of(maps.Pool()), AuPro.Of(maps.Rotated().Pool()), 1e-13);
    });

    [Fact]
    public void Of_ImagesInAnyOrder_IsBitEqual() => Cases.ForAllSeeds(random =>
    {
        Cases.MapCase maps = Cases.Maps(random);
        int[] order = [.. Enumerable.Range(0, maps.Count)];
        double[] before = AuPro.Of(maps.Pool(order), AuPro.StandardLimits);
        random.Shuffle(order);
        Assert.Equal(before, AuPro.Of(maps.Pool(order), AuPro.StandardLimits));
    });

    [Fact]
    public void Of_NearbyLimits_IsContinuous() => Cases.ForAllSeeds(random =>
    {
        PooledScores pool = Cases.Maps(random).Pool();
        double limit = 0.01 + 0.98 * random.NextDouble();
        // The derivative of the mean over [0, L] is at most 1 / L, and the step is 1e-9.
        Assert.Equal(AuPro.Of(pool, limit), AuPro.Of(pool, limit + 1e-9), 2e-7);
    });

    [Fact]
    public void Of_OneRegionInAll_EqualsThePixelAurocAtLimitOne() => Cases.ForAllSeeds(random =>
    {
        Cases.MapCase maps = Cases.Maps(random);
        int[] oneRegion = [.. maps.Truth.Select(t => t != 0 ? 1 : 0)];
        var accumulator = new AuProAccumulator();
        accumulator.Add(maps.Scores, oneRegion, "all");
        Assert.Equal(Roc.Auroc(maps.Scores, maps.Truth), AuPro.Of(accumulator.Complete(), 1), 1e-12);
    });

    [Fact]
    public void Of_NoRegionNoNormalOrBadLimit_IsAnError()
    {
        Assert.Throws<ArgumentException>(() => AuPro.Of([1, 2], [0, 0], 2, 1));
        Assert.Throws<ArgumentException>(() => AuPro.Of([1, 2], [1, 1], 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => AuPro.Of([1, 2], [0, 1], 2, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => AuPro.Of([1, 2], [0, 1], 2, 1, 1.01));
        Assert.Throws<ArgumentException>(() => AuPro.Of([1, 2, 3], [0, 1, 1], 2, 1));
    }
}
