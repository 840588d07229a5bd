using Pipeline3D.Geometry.Grids;

namespace Pipeline3D.Geometry.Tests.Grids;

public sealed class PoolingTests
{
    [Fact]
    public void Average_ThreeByThree_MeansOfNine()
    {
        float[] grid = [.. Enumerable.Range(0, 5 * 4 * 2).Select(i => (float)((i * i) % 17))];
        float[] found = Pooling.Average(grid, 5, 4, 2, 3);
        Assert.Equal(3 * 2 * 2, found.Length);
        for (int row = 0; row < 3; row++)
            for (int column = 0; column < 2; column++)
                for (int channel = 0; channel < 2; channel++)
                    Assert.Equal(
                        Enumerable.Range(0, 9).Average(i => grid[((((row + (i / 3)) * 4) + column + (i % 3)) * 2)
                            + channel]),
                        found[(((row * 2) + column) * 2) + channel], 1e-6f);
        Assert.Throws<ArgumentOutOfRangeException>(() => Pooling.Average(grid, 5, 4, 2, 5));
    }

    [Fact]
    public void Adaptive_FiveToThree_WindowsOfTorch()
    {
        // torch.nn.AdaptiveAvgPool1d(3) on 5 values: windows [0,2), [1,4), [3,5).
        Assert.Equal([0.5f, 3, 8], Pooling.Adaptive([0, 1, 3, 5, 11], 1, 5, 1, 1, 3));
        Assert.Equal([0.5f, 3, 8], Pooling.Adaptive([0, 1, 3, 5, 11], 5, 1, 1, 3, 1));
        Assert.Equal([0, 1, 3, 5, 11], Pooling.Adaptive([0, 1, 3, 5, 11], 1, 5, 1, 1, 5));
        Assert.Equal([4, 4, 4], Pooling.Adaptive([4], 1, 1, 1, 3, 1));
    }

    [Fact]
    public void Adaptive_222To28_KeepsALinearRamp()
    {
        float[] ramp = [.. Enumerable.Range(0, 222 * 222).Select(i => (float)(i % 222))];
        float[] found = Pooling.Adaptive(ramp, 222, 222, 1, 28, 28);
        for (int i = 0; i < 28; i++)
            Assert.Equal(((i * 222 / 28) + (((((i + 1) * 222) + 27) / 28) - 1)) / 2.0, found[i], 1e-4);
        Assert.Throws<ArgumentException>(() => Pooling.Adaptive(ramp, 222, 221, 1, 28, 28));
    }
}
