using Pipeline3D.Detection.Clip;
using Pipeline3D.Geometry.Grids;

namespace Pipeline3D.Detection.Tests.Clip;

public sealed class PatchGridTests
{
    [Theory, InlineData(4, 32), InlineData(24, 336), InlineData(3, 7), InlineData(5, 5), InlineData(1, 9)]
    public void Enlarge_AnyMap_IsBilinearInterpolation(int side, int size)
    {
        var random = new Random(side);
        float[] map = [.. Enumerable.Range(0, side * side).Select(_ => random.NextSingle())],
            wanted = new float[size * size];
        GridResize.Bilinear(map, side, side, wanted, size, size);
        var grid = new PatchGrid(side, size);
        float[] found = grid.Enlarge(map);
        for (int i = 0; i < wanted.Length; i++)
        {
            Assert.Equal(wanted[i], found[i], 1e-6f);
            Assert.Equal(wanted[i], grid.At(map, i), 1e-6f);
        }
    }

    [Theory, InlineData(4, 32), InlineData(6, 35)]
    public void Gather_AnyWeights_IsTheTransposeOfEnlarging(int side, int size)
    {
        var random = new Random(size);
        var grid = new PatchGrid(side, size);
        float[] map = [.. Enumerable.Range(0, side * side).Select(_ => random.NextSingle())],
            weights = [.. Enumerable.Range(0, size * size).Select(_ => random.NextSingle() - 0.5f)];
        double direct = grid.Enlarge(map).Zip(weights, (a, b) => (double)a * b).Sum();
        double[] byRow = new double[grid.Patches], byPixel = new double[grid.Patches];
        for (int row = 0; row < size; row++)
            grid.GatherRow(byRow, row, weights.AsSpan(row * size, size));
        for (int i = 0; i < weights.Length; i++)
            grid.Gather(byPixel, i, weights[i]);
        Assert.Equal(direct, map.Zip(byRow, (a, b) => a * b).Sum(), 1e-4);
        Assert.Equal(direct, map.Zip(byPixel, (a, b) => a * b).Sum(), 1e-4);
        Assert.Equal(size * size, grid.Area.Sum(), 1e-6);
    }

    [Fact]
    public void GatherMask_OfAnotherSize_Throws()
        => Assert.Throws<ArgumentException>(() => new PatchGrid(2, 4).GatherMask(new bool[15]));
}
