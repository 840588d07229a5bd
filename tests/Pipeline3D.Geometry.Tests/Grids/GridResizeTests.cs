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

    /// <summary>Every output is the sum that Keys' formula with a = -0.75 says, over four pixels along each axis.</summary>
    [Theory, InlineData(5, 4, 20, 16), InlineData(3, 6, 7, 6), InlineData(1, 2, 3, 8), InlineData(8, 8, 4, 3)]
    public void Bicubic_AnySizes_IsKeysFormula(int fromHeight, int fromWidth, int height, int width)
    {
        var random = new Random(1);
        float[] map = [.. Enumerable.Range(0, fromHeight * fromWidth).Select(_ => random.NextSingle())],
            found = new float[height * width];
        GridResize.Bicubic(map, fromHeight, fromWidth, found, height, width);
        for (int row = 0; row < height; row++)
            for (int column = 0; column < width; column++)
            {
                double y = ((row + 0.5) * fromHeight / height) - 0.5, x = ((column + 0.5) * fromWidth / width) - 0.5, sum = 0;
                for (int top = -9; top < fromHeight + 9; top++)
                    for (int left = -9; left < fromWidth + 9; left++)
                        sum += Keys(y - top) * Keys(x - left) * map[(Math.Clamp(top, 0, fromHeight - 1) * fromWidth)
                            + Math.Clamp(left, 0, fromWidth - 1)];
                Assert.Equal(sum, found[(row * width) + column], 1e-6);
            }

        static double Keys(double at)
        {
            const double a = -0.75;
            at = Math.Abs(at);
            return at <= 1 ? ((a + 2) * Math.Pow(at, 3)) - ((a + 3) * at * at) + 1
                : at < 2 ? (a * Math.Pow(at, 3)) - (5 * a * at * at) + (8 * a * at) - (4 * a) : 0;
        }
    }

    [Fact]
    public void Bicubic_SpotAndSameSize_OvershootsAndStays()
    {
        float[] spot = new float[25], found = new float[400], same = new float[25];
        spot[12] = 1;
        GridResize.Bicubic(spot, 5, 5, found, 20, 20);
        GridResize.Bicubic(spot, 5, 5, same, 5, 5);
        Assert.Equal(spot, same);
        Assert.True(found.Min() < -0.05f, $"{found.Min()}");
        Assert.Equal(found, found.Reverse(), (a, b) => Math.Abs(a - b) < 1e-6f);
        Assert.Throws<ArgumentException>(() => GridResize.Bicubic(spot, 5, 4, found, 20, 20));
    }
}
