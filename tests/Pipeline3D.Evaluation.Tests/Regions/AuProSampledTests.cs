using Pipeline3D.Evaluation.Regions;
using Pipeline3D.Evaluation.Results;

namespace Pipeline3D.Evaluation.Tests.Regions;

public sealed class AuProSampledTests
{
    [Fact]
    public void RankSampled_Oracle_IsWhatThe3dAdsCodePrints()
    {
        Oracle oracle = Oracle.Load();
        PooledScores pool = oracle.Pool();
        foreach (string limit in new[] { "0.01", "0.03", "0.05", "0.1", "0.2", "0.3", "1.0" })
            Assert.Equal(oracle.Fact("au_pro_3dads_100_thresholds", limit),
                AuProRankSampled.Of(pool, double.Parse(limit)), 1e-9);
    }

    [Fact]
    public void RankSampled_ExampleD_IsFarOffTheExactValueAsDocumented()
    {
        PooledScores pool = AuPro.Pool([.5f, .1f, .1f, .1f, .4f, .3f, .2f, .1f], [0, 0, 0, 0, 1, 0, 0, 0], 2, 2);
        Assert.Equal(0.35, AuProRankSampled.Of(pool, 0.1), 1e-9);
    }

    [Fact]
    public void ScoreSampled_RandomMaps_IsTheReferenceLoop() => Cases.ForAllSeeds(random =>
    {
        Cases.MapCase maps = Cases.Maps(random);
        for (int i = 0; i < maps.Scores.Length; i++)
            maps.Scores[i] = (float)random.NextDouble() + (maps.Truth[i] != 0 ? 0.3f : 0);
        double? expected = ScoreSampledLoop(maps, 200, 0.3);
        MetricValue actual = AuProScoreSampled.Of(maps.Pool());
        Assert.Equal(expected is null, actual.Value is null);
        if (expected is { } value)
            Assert.Equal(value, actual.Value!.Value, 1e-9);
    });

    [Fact]
    public void ScoreSampled_FewerThanTwoRates_IsUndefinedWithAReason()
    {
        MetricValue value = AuProScoreSampled.Of(AuPro.Pool([.5f, .5f, .5f, .5f], [1, 0, 0, 0], 2, 2));
        Assert.Null(value.Value);
        Assert.Contains("fewer than two", value.WhyUndefined);
    }

    [Fact]
    public void ScoreSampled_InfiniteScore_IsUndefinedWithAReason()
        => Assert.Contains("infinite", AuProScoreSampled.Of(
            AuPro.Pool([float.PositiveInfinity, 1, 2, 3], [1, 0, 0, 0], 2, 2)).WhyUndefined);

    /// <summary>Step by step as the PointAD family computes it: s &gt; t, rates below the limit kept and
    /// stretched.</summary>
    private static double? ScoreSampledLoop(Cases.MapCase maps, int steps, double limit)
    {
        List<List<int>> regions = Cases.Regions(maps);
        double low = maps.Scores.Min(), high = maps.Scores.Max(), delta = (high - low) / steps;
        var kept = new List<(double Fpr, double Pro)>();
        for (int i = 0; i < steps; i++)
        {
            double threshold = low + i * delta;
            double fpr = maps.Scores.Zip(maps.Truth).Count(
                p => p.Second == 0 && p.First > threshold) / (double)maps.Truth.Count(t => t == 0);
            if (fpr < limit)
                kept.Add((fpr, regions.Average(r => r.Count(j => maps.Scores[j] > threshold) / (double)r.Count)));
        }
        if (kept.Select(p => p.Fpr).Distinct().Count() < 2)
            return null;
        double min = kept.Min(p => p.Fpr), range = kept.Max(p => p.Fpr) - min, area = 0;
        for (int i = 1; i < kept.Count; i++)
            area += (kept[i - 1].Fpr - kept[i].Fpr) / range * (kept[i - 1].Pro + kept[i].Pro) / 2;
        return area;
    }
}
