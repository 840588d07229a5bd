using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;

namespace Pipeline3D.Geometry.Tests.Sampling;

public sealed class SparseProjectionTests
{
    // What sklearn gives for these sizes.
    [Theory, InlineData(784, 164), InlineData(7840, 221), InlineData(76_832, 277), InlineData(191_296, 300)]
    [InlineData(765_184, 334), InlineData(1, 1)]
    public void ColumnsFor_PublishedSizes_ArePublishedWidths(int rows, int columns)
        => Assert.Equal(columns, SparseProjection.ColumnsFor(rows, 0.9));

    [Theory, InlineData(0, 0.9), InlineData(5, 0), InlineData(5, 1), InlineData(5, double.NaN)]
    public void ColumnsFor_WrongNumbers_AreRefused(int rows, double distortion)
        => Assert.Throws<ArgumentOutOfRangeException>(() => SparseProjection.ColumnsFor(rows, distortion));

    [Fact]
    public void Draw_ManyEntries_HaveThePublishedShareAndSize()
    {
        FeatureMatrix drawn = SparseProjection.Draw(400, 300, seed: 3);
        float size = (float)Math.Sqrt(Math.Sqrt(400) / 300);
        Assert.All(drawn.Values, value => Assert.True(value == 0 || MathF.Abs(value) == size, $"{value}"));
        double share = drawn.Values.Count(value => value != 0) / (double)drawn.Values.Length,
            positive = drawn.Values.Count(value => value > 0) / (double)drawn.Values.Count(value => value != 0);
        Assert.Equal(0.05, share, 0.003);
        Assert.Equal(0.5, positive, 0.03);
        Assert.NotEqual(drawn.Values, SparseProjection.Draw(400, 300, seed: 4).Values);
    }

    [Fact]
    public void Apply_AnyFeatures_IsTheProductAtAnyThreads()
    {
        FeatureMatrix features = Features.Of("even", 600, 30, seed: 2), map = SparseProjection.Draw(30, 7, seed: 5);
        FeatureMatrix product = SparseProjection.Apply(features, map, threads: 1);
        for (int row = 0; row < 600; row += 37)
            for (int column = 0; column < 7; column++)
                Assert.Equal(Enumerable.Range(0, 30).Sum(i => (double)features.Row(row)[i] * map.Row(i)[column]),
                    product.Row(row)[column], 1e-5);
        Assert.Equal(product.Values, SparseProjection.Apply(features, map, threads: 4).Values);
        Assert.Throws<ArgumentException>(() => SparseProjection.Apply(map, features));
    }

    [Fact]
    public void Apply_ManyColumns_KeepsDistances()
    {
        FeatureMatrix features = Features.Of("clusters", 40, 200, seed: 8);
        FeatureMatrix mapped = SparseProjection.Apply(features, SparseProjection.Draw(200, 2000, seed: 1));
        for (int i = 0; i < 40; i += 3)
            for (int j = i + 1; j < 40; j += 5)
                Assert.InRange(Features.SquaredDistance(mapped, i, mapped, j) / Features.SquaredDistance(features, i,
                    features, j), 0.7, 1.4);
    }
}
