using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Tests;

public sealed class ScanTests
{
    private static readonly Scan Unorganized = new()
    {
        Id = new ItemId("data", "dome", "test", "good", "a"), Unit = LengthUnit.Metre,
        Cloud = PointCloud.FromInterleaved([0, 0, 0, float.NaN, 1, 1, 1, 1, float.PositiveInfinity, 2, 2, 2]),
    };

    [Fact]
    public void Readings_OfACloud_AreItsFinitePoints() => Assert.Equal([0, 3], Unorganized.Readings);

    [Fact]
    public void Readings_OfAGrid_AreThePixelsWithNoCoordinateOfZero()
    {
        PointCloud points = PointCloud.FromInterleaved([0, 0, 0, 1, 2, 3, -1, 1, 1, 1, 0, 1]);
        Assert.Equal([1, 2], (Unorganized with { Cloud = points, Grid = new OrganizedCloud(2, 2, points) }).Readings);
    }

    [Fact]
    public void Readings_AskedForAgain_AreTheSameArray() => Assert.Same(Unorganized.Readings, Unorganized.Readings);

    [Fact]
    public void Readings_OfAScanMadeOfOneThatKnewIts_AreItsOwn()
    {
        Assert.Equal(2, Unorganized.Readings.Length);
        Scan other = Unorganized with { Cloud = PointCloud.FromInterleaved([1, 1, 1]) };
        Assert.Equal([0], other.Readings);
        PointCloud points = PointCloud.FromInterleaved([0, 0, 0]);
        Assert.Equal([0], (other with { Cloud = points }).Readings);
        Assert.Empty((other with { Cloud = points, Grid = new OrganizedCloud(1, 1, points) }).Readings);
    }
}
