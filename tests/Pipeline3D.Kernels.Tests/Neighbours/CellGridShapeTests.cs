using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels.Tests;

public sealed class CellGridShapeTests
{
    [Fact]
    public void For_AnyCloud_EveryPointInItsCellAndFewCells()
    {
        foreach ((string kind, int count) in Clouds.Kinds.Select(row => row.Data))
        {
            PointCloud cloud = Clouds.Of(kind, count);
            CellGridShape grid = CellGridShape.For(PointSpans.Of(cloud), 0);
            // Two per point, and at most a started cell more along each axis.
            Assert.InRange(grid.Cells, 1, 16 * (count + 1));
            for (int i = 0; i < count; i++)
            {
                double place = ((double)cloud.X[i] - grid.LowX) / grid.Edge;
                Assert.True(Math.Abs(grid.CellX(cloud.X[i]) + 0.5 - place) < 0.501, $"{kind}: point {i} at {place}");
                Assert.InRange(grid.CellAt(cloud.X[i], cloud.Y[i], cloud.Z[i]), 0, grid.Cells - 1);
            }
        }
    }

    [Fact]
    public void For_SmallestEdge_IsKept()
    {
        CellGridShape grid = CellGridShape.For(PointSpans.Of(Clouds.Of("cube", 300)), 0.6);
        Assert.Equal(0.6f, grid.Edge);
        Assert.Equal((2, 2, 2), (grid.CountX, grid.CountY, grid.CountZ));
    }

    [Fact]
    public void CellX_PlacesOutside_OutermostCells()
    {
        CellGridShape grid = CellGridShape.For(PointSpans.Of(Clouds.Of("cube", 300)), 0.1);
        Assert.Equal(0, grid.CellX(-1e30f));
        Assert.Equal(grid.CountX - 1, grid.CellX(1e30f));
    }
}
