using Pipeline3D.Geometry.Grids;

namespace Pipeline3D.Geometry.Tests.Grids;

public sealed class GridResizeTests
{
    [Fact]
    public void SourceIndices_800To224_NumbersOfTorchAndPil()
    {
        Assert.Equal([0, 3, 7, 10, 14, 17], GridResize.SourceIndices(800, 224, ResizeRule.NearestFloor)[..6]);
        Assert.Equal([1, 5, 8, 12, 16, 19], GridResize.SourceIndices(800, 224, ResizeRule.NearestCentre)[..6]);
        Assert.Equal(796, GridResize.SourceIndices(800, 224, ResizeRule.NearestFloor)[^1]);
        Assert.Equal([0, 0, 1, 1, 2, 2], GridResize.SourceIndices(3, 6, ResizeRule.NearestCentre));
        Assert.Throws<ArgumentOutOfRangeException>(() => GridResize.SourceIndices(0, 6, ResizeRule.NearestCentre));
    }

    [Fact]
    public void Nearest_CloudAndValues_PickTheSamePixels()
    {
        var cloud = new PointCloud(5 * 4);
        for (int i = 0; i < 20; i++)
            cloud[i] = new(i, i + 100, i + 200);
        foreach (ResizeRule rule in Enum.GetValues<ResizeRule>())
        {
            OrganizedCloud small = GridResize.Nearest(new OrganizedCloud(5, 4, cloud), 3, 2, rule);
            var values = new int[3 * 2 * 2];
            GridResize.Nearest<int>([.. Enumerable.Range(0, 20).SelectMany(i => new[] { i, -i })], 4, 5, 2, values, 2,
                3, rule);
            for (int i = 0; i < 6; i++)
            {
                Assert.Equal(small.Points.X[i], values[2 * i]);
                Assert.Equal(small.Points.X[i], -values[(2 * i) + 1]);
                Assert.Equal(small.Points.X[i] + 200, small.Points.Z[i]);
            }
            Assert.Equal(rule == ResizeRule.NearestFloor ? 11 : 17, values[8]);
        }
    }

    [Theory]
    [InlineData(new float[] { 0, 1 }, new float[] { 0, 0.25f, 0.75f, 1 })]
    [InlineData(new float[] { 0, 1, 2, 3 }, new float[] { 0.5f, 2.5f })]
    [InlineData(new float[] { 2, 8, 5 }, new float[] { 2, 4.4f, 8, 6.2f, 5 })]
    public void Bilinear_OneAxis_NumbersOfTorch(float[] from, float[] expected)
    {
        float[] found = new float[expected.Length], turned = new float[expected.Length];
        GridResize.Bilinear(from, 1, from.Length, found, 1, expected.Length);
        GridResize.Bilinear(from, from.Length, 1, turned, expected.Length, 1);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        Assert.Equal(found, turned);
    }

    [Fact]
    public void Bilinear_Plane_StaysAPlaneInside()
    {
        float[] map = [.. Enumerable.Range(0, 28 * 28).Select(i => (2f * (i / 28)) + (i % 28))],
            found = new float[224 * 224];
        GridResize.Bilinear(map, 28, 28, found, 224, 224);
        for (int row = 4; row < 220; row++)
            for (int column = 4; column < 220; column++)
                Assert.Equal((2 * (((row + 0.5) / 8) - 0.5)) + ((column + 0.5) / 8) - 0.5, found[(row * 224) + column],
                    1e-4);
        Assert.Throws<ArgumentException>(() => GridResize.Bilinear(map, 28, 27, found, 224, 224));
    }
}
