using Pipeline3D.Detection.PointClip;

namespace Pipeline3D.Detection.Tests.PointClip;

public sealed class DepthVolumeTests
{
    private const int Depth = 5, Size = 9;

    [Theory, InlineData(3, 5, 1, 2, 5, 9), InlineData(1, 7, 0, 2, 5, 7), InlineData(1, 3, 0, 1, 5, 9)]
    public void Largest_RandomCells_IsThatOfEveryBox(int layers, int side, int layerPadding, int padding, int depth,
        int size)
    {
        DepthVolume volume = Random(11), found = volume.Largest(layers, side, layerPadding, padding);
        Assert.Equal((depth, size), (found.Depth, found.Size));
        foreach ((int z, int x, int y) in Cells(depth, size))
        {
            float wanted = Box(z - layerPadding, x - padding, y - padding, layers, side, volume).Max(cell => cell.Value);
            Assert.True(wanted.Equals(found[z, x, y]), $"seed 11, cell {z}, {x}, {y}");
        }
    }

    [Theory, InlineData(1, 3, 1, 3), InlineData(5, 5, 2, 1)]
    public void Smooth_RandomCells_IsTheWeightedMeanOfEveryBox(int layers, int side, double layerSigma, double sigma)
    {
        DepthVolume volume = Random(12), found = volume.Smooth(layers, side, layerSigma, sigma);
        double Weight(int z, int x, int y) => Math.Exp(-0.5 * ((z * z / (layerSigma * layerSigma))
            + (((x * x) + (y * y)) / (sigma * sigma))));
        double all = Cells(layers, side).Sum(at => Weight(at.Z - (layers / 2), at.X - (side / 2), at.Y - (side / 2)));
        foreach ((int z, int x, int y) in Cells(Depth, Size))
        {
            double wanted = Box(z - (layers / 2), x - (side / 2), y - (side / 2), layers, side, volume)
                .Sum(cell => cell.Value * Weight(cell.Z - z, cell.X - x, cell.Y - y)) / all;
            Assert.Equal(wanted, found[z, x, y], 1e-5);
        }
    }

    [Fact]
    public void Put_TwiceIntoOneCell_KeepsTheLarger()
    {
        var volume = new DepthVolume(2, 3);
        volume.Put(1, 2, 0, 4);
        volume.Put(1, 2, 0, 3);
        Assert.Equal(4, volume[1, 2, 0]);
        Assert.Equal([0, 0, 0, 0, 0, 0, 4, 0, 0], volume.OverLayers());
    }

    private static DepthVolume Random(int seed)
    {
        var random = new Random(seed);
        var volume = new DepthVolume(Depth, Size);
        foreach ((int z, int x, int y) in Cells(Depth, Size))
            volume.Put(z, x, y, random.NextSingle());
        return volume;
    }

    private static IEnumerable<(int Z, int X, int Y)> Cells(int depth, int size)
        => from z in Enumerable.Range(0, depth) from x in Enumerable.Range(0, size) from y in Enumerable.Range(0, size)
           select (z, x, y);

    // The cells of a box that lie inside.
    private static IEnumerable<(int Z, int X, int Y, float Value)> Box(int z, int x, int y, int layers, int side,
        DepthVolume volume)
        => from cell in Cells(layers, side) let at = (Z: cell.Z + z, X: cell.X + x, Y: cell.Y + y)
           where at.Z is >= 0 and < Depth && at.X is >= 0 and < Size && at.Y is >= 0 and < Size
           select (at.Z, at.X, at.Y, volume[at.Z, at.X, at.Y]);
}
