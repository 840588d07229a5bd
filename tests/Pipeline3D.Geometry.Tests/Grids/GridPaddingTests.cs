using Pipeline3D.TestSupport;
using Pipeline3D.Geometry.Grids;

namespace Pipeline3D.Geometry.Tests.Grids;

public sealed class GridPaddingTests
{
    [Theory]
    [InlineData(900, 400, 900, 0, 250)]  // rope of MVTec 3D-AD
    [InlineData(600, 800, 800, 100, 0)]  // tire
    [InlineData(800, 800, 800, 0, 0)]
    [InlineData(101, 7, 200, 49, 96)]
    public void ToSquare_KnownSizes_OffsetsOfTheReference(int width, int height, int side, int left, int top)
        => Assert.Equal(new GridPadding(width, height, side, side, left, top), GridPadding.ToSquare(width, height));

    [Fact]
    public void PadThenCrop_AnyChannels_GivesTheSameBack()
    {
        GridPadding padding = GridPadding.ToSquare(5, 3, 4);
        byte[] inner = [.. Enumerable.Range(1, 45).Select(i => (byte)i)], outer = new byte[8 * 8 * 3],
            back = new byte[45];
        Array.Fill(outer, (byte)9);
        padding.Pad<byte>(inner, 3, outer);
        padding.Crop<byte>(outer, 3, back);
        Assert.Equal(inner, back);
        Assert.Equal(inner.Sum(value => value), outer.Sum(value => value));
        Assert.Equal(1, outer[((2 * 8) + 1) * 3]);
        Assert.Throws<ArgumentException>(() => padding.Pad<byte>(inner, 2, outer));
    }

    [Fact]
    public void Pad_Cloud_NewPixelsHaveNoReading()
    {
        PointCloud points = TestClouds.Of("same", 6);
        OrganizedCloud padded = GridPadding.ToSquare(3, 2, 1).Pad(new OrganizedCloud(3, 2, points));
        Assert.Equal([0, 1, 2, 3, 4, 5], padded.ValidIndices());
        Assert.Throws<ArgumentException>(() => GridPadding.ToSquare(2, 3).Pad(new OrganizedCloud(3, 2, points)));
    }
}
