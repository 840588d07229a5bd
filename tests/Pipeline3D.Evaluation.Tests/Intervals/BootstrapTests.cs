using Pipeline3D.Evaluation.Intervals;
using Pipeline3D.Evaluation.Ranking;
using Pipeline3D.Evaluation.Regions;
using Pipeline3D.Evaluation.Results;

namespace Pipeline3D.Evaluation.Tests.Intervals;

public sealed class BootstrapTests
{
    [Fact]
    public void Auroc_SameSeed_IsTheSameInterval()
    {
        (float[] scores, byte[] truth) = Normals(60, shift: 1, seed: 5);
        MetricValue first = Bootstrap.Auroc(scores, truth), second = Bootstrap.Auroc(scores, truth);
        Assert.Equal(first, second);
        Assert.NotEqual(first, Bootstrap.Auroc(scores, truth, new BootstrapOptions { Seed = 1 }));
        Assert.InRange(first.Value!.Value, first.Low!.Value, first.High!.Value);
    }

    [Theory]
    [InlineData(2, 2, 0.158114), InlineData(3, 9, 0.292402), InlineData(30, 40, 0.884297), InlineData(1, 5, 0.025)]
    public void Auroc_PerfectOrReversed_EndsWhereClopperAndPearsonsIntervalDoes(int normal, int anomalous, double low)
    {
        byte[] truth = [.. new byte[normal], .. Enumerable.Repeat((byte)1, anomalous)];
        float[] scores = [.. Enumerable.Range(0, truth.Length).Select(i => (float)i)];
        MetricValue perfect = Bootstrap.Auroc(scores, truth),
            reversed = Bootstrap.Auroc([.. scores.Select(score => -score)], truth);
        Assert.Equal((1, 1), (perfect.Value, perfect.High));
        Assert.Equal(low, perfect.Low!.Value, 1e-6);
        Assert.Equal((0, 0), (reversed.Value, reversed.Low));
        Assert.Equal(1 - low, reversed.High!.Value, 1e-6);
        // Scores that are all alike are worth one half in every draw, and that is certain.
        Assert.Equal(new MetricValue(0.5, 0.5, 0.5), Bootstrap.Auroc(new float[truth.Length], truth));
    }

    [Fact]
    public void Auroc_ManySamples_HasTheWidthOfDeLongsVariance()
    {
        (float[] scores, byte[] truth) = Normals(400, shift: 1, seed: 11);
        MetricValue interval = Bootstrap.Auroc(scores, truth, new BootstrapOptions { Resamples = 2000 });
        double expected = 2 * 1.96 * Math.Sqrt(DeLongVariance(scores, truth));
        // Percentiles of 2000 draws scatter by a few percent around the asymptotic width.
        Assert.InRange((interval.High!.Value - interval.Low!.Value) / expected, 0.9, 1.1);
    }

    [Fact]
    public void Auroc_MoreConfidence_IsWider()
    {
        (float[] scores, byte[] truth) = Normals(60, shift: 1, seed: 5);
        MetricValue narrow = Bootstrap.AveragePrecision(scores, truth, new BootstrapOptions { Confidence = 0.5 });
        MetricValue wide = Bootstrap.AveragePrecision(scores, truth, new BootstrapOptions { Confidence = 0.99 });
        Assert.True(wide.Low < narrow.Low && wide.High > narrow.High);
        Assert.Equal(AveragePrecision.Of(scores, truth), wide.Value);
    }

    [Fact]
    public void WeightedImageScores_RandomWeights_IsTheMetricOfTheRepeatedSamples() => Cases.ForAllSeeds(random =>
    {
        (float[] scores, byte[] truth) = Cases.Labelled(random);
        int[] weights = [.. scores.Select(_ => random.Next(3))];
        (weights[0], weights[1]) = (1, 1);
        int[] repeated = [.. weights.SelectMany((w, i) => Enumerable.Repeat(i, w))];
        (double auroc, double precision) = new WeightedImageScores(scores, [.. truth.Select(t => t != 0)]).Of(weights);
        (float[] s, byte[] t) = ([.. repeated.Select(i => scores[i])], [.. repeated.Select(i => truth[i])]);
        Assert.Equal(Roc.Auroc(s, t), auroc, 1e-12);
        Assert.Equal(AveragePrecision.Of(s, t), precision, 1e-12);
    });

    [Fact]
    public void WeightedPixelScores_FewDistinctScores_IsTheMetricOfTheRepeatedImages() => Cases.ForAllSeeds(random =>
    {
        Cases.MapCase maps = Cases.Maps(random);
        int[] weights = [.. Enumerable.Range(0, maps.Count).Select(_ => random.Next(3))];
        (weights[0], weights[^1]) = (1, 1);
        int[] repeated = [.. weights.SelectMany((w, i) => Enumerable.Repeat(i, w))];
        int pixels = maps.Width * maps.Height;
        PooledScores exact = AuPro.Pool(
            [.. repeated.SelectMany(i => maps.Scores.Skip(i * pixels).Take(pixels))],
            [.. repeated.SelectMany(i => maps.Truth.Skip(i * pixels).Take(pixels))], maps.Width, maps.Height);
        var values = new double[4];
        new WeightedPixelScores(maps.Pool()).Evaluate(weights, [0.1, 0.3], values);
        // Single precision sums: 1e-6.
        Assert.Equal(Roc.Auroc(exact.Ranking), values[0], 1e-6);
        Assert.Equal(AveragePrecision.Of(exact.Ranking), values[1], 1e-6);
        Assert.Equal(AuPro.Of(exact, 0.1), values[2], 1e-5);
        Assert.Equal(AuPro.Of(exact, 0.3), values[3], 1e-5);
    });

    [Fact]
    public void WeightedPixelScores_ManyDistinctScores_IsCloseToTheExactMetrics()
    {
        var random = new Random(17);
        var maps = new Cases.MapCase(60, 50, 6);
        for (int i = 0; i < maps.Scores.Length; i++)
        {
            maps.Truth[i] = (byte)(i % 3000 < 400 && i % 60 < 25 ? 1 : 0);
            maps.Scores[i] = (float)(random.NextDouble() + maps.Truth[i] * random.NextDouble());
        }
        PooledScores pool = maps.Pool();
        var values = new double[4];
        new WeightedPixelScores(pool).Evaluate([1, 1, 1, 1, 1, 1], [0.05, 0.3], values);
        // Curves of 256 steps of recall: within a small part of one step; the rest is shifted away.
        Assert.Equal(Roc.Auroc(pool.Ranking), values[0], 1e-3);
        Assert.Equal(AveragePrecision.Of(pool.Ranking), values[1], 1e-3);
        Assert.Equal(AuPro.Of(pool, 0.05), values[2], 1e-3);
        Assert.Equal(AuPro.Of(pool, 0.3), values[3], 1e-3);
    }

    [Fact]
    public void Draw_TwoStrata_KeepsTheirSizesAndReachesEveryImage()
    {
        bool[] isAnomalous = [true, false, true, false, false];
        var resampler = new StratifiedResampler(isAnomalous, new SplitMix64(3));
        int[] total = new int[5], weights = new int[5];
        for (int i = 0; i < 3000; i++)
        {
            resampler.Draw(weights);
            Assert.Equal(2, weights[0] + weights[2]);
            Assert.Equal(3, weights[1] + weights[3] + weights[4]);
            for (int j = 0; j < 5; j++)
                total[j] += weights[j];
        }
        // Each image is drawn once per resample on average; five standard errors of the mean of 3000 draws.
        Assert.All(total, count => Assert.Equal(1, count / 3000.0, 5 * Math.Sqrt(0.75 / 3000)));
    }

    [Fact]
    public void Options_OutOfRange_AreErrors()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BootstrapOptions { Resamples = 9 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BootstrapOptions { Confidence = 1 });
    }

    private static (float[] Scores, byte[] Truth) Normals(int count, double shift, int seed)
    {
        var random = new Random(seed);
        byte[] truth = [.. Enumerable.Range(0, count).Select(i => (byte)(i % 2))];
        return ([.. truth.Select(t => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(
            2 * Math.PI * random.NextDouble()) + t * shift))], truth);
    }

    private static double DeLongVariance(float[] scores, byte[] truth)
    {
        float[] bad = [.. scores.Where((_, i) => truth[i] != 0)], good = [.. scores.Where((_, i) => truth[i] == 0)];
        return Variance([.. bad.Select(b => good.Average(g => b > g ? 1 : b == g ? 0.5 : 0))]) / bad.Length
            + Variance([.. good.Select(g => bad.Average(b => b > g ? 1 : b == g ? 0.5 : 0))]) / good.Length;
    }

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
    }
}
