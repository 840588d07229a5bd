using Pipeline3D.Geometry.Grids;

namespace Pipeline3D.Geometry.Tests.Grids;

public sealed class GaussianBlurTests
{
    [Theory, InlineData(30, 40, 4), InlineData(5, 3, 4), InlineData(1, 9, 1.5), InlineData(12, 12, 0.3),
        InlineData(1, 1, 2)]
    public void Apply_RandomMap_EqualsTheTwoDimensionalSum(int height, int width, double sigma)
    {
        var random = new Random(4);
        float[] map = [.. Enumerable.Range(0, height * width).Select(_ => random.NextSingle())],
            found = new float[map.Length];
        GaussianBlur.Apply(map, height, width, sigma, found);
        int half = (int)((4 * sigma) + 0.5);
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                double sum = 0, weights = 0;
                for (int dy = -half; dy <= half; dy++)
                {
                    for (int dx = -half; dx <= half; dx++)
                    {
                        double weight = Math.Exp(-((dx * dx) + (dy * dy)) / (2 * sigma * sigma));
                        sum += weight * map[(Reflect(row + dy, height) * width) + Reflect(column + dx, width)];
                        weights += weight;
                    }
                }
                Assert.Equal(sum / weights, found[(row * width) + column], 1e-6);
            }
        }
    }

    [Fact]
    public void Apply_Impulse_NumbersOfScipy()
    {
        // scipy.ndimage.gaussian_filter1d([0, 0, 1, 0, 0], 1): the kernel of half width 4, folded at both ends.
        float[] found = new float[5];
        GaussianBlur.Apply([0, 0, 1, 0, 0], 1, 5, 1, found);
        double[] kernel = [.. Enumerable.Range(-4, 9).Select(i => Math.Exp(-0.5 * i * i))];
        double sum = kernel.Sum();
        Assert.Equal((kernel[4]) / sum, found[2], 1e-7);
        // 4 to the right of 1 and 4 to the left of 5 mirror onto it
        Assert.Equal((kernel[5] + kernel[8]) / sum, found[3], 1e-7);
        Assert.Equal(1, found.Sum(), 1e-6f);
    }

    [Fact]
    public void Apply_ZeroSigmaOrWrongShape_CopiesOrThrows()
    {
        float[] map = [1, 2, 3, 4], found = new float[4];
        GaussianBlur.Apply(map, 2, 2, 0, found);
        Assert.Equal(map, found);
        Assert.Throws<ArgumentException>(() => GaussianBlur.Apply(map, 2, 3, 1, found));
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianBlur.Apply(map, 2, 2, -1, found));
    }

    private static int Reflect(int index, int count)
    {
        while (index < 0 || index >= count)
            index = index < 0 ? -1 - index : (2 * count) - 1 - index;
        return index;
    }
}
