using System.Numerics;
using Pipeline3D.Geometry.Grids;

namespace Pipeline3D.Geometry.Tests.Grids;

public sealed class GridLatticeTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory, MemberData(nameof(Seeds))]
    public void Within_AnyReadings_KeepsAtMostTheLimitAndMostOfIt(int seed)
    {
        var random = new Random(seed);
        (int width, int height) = (random.Next(20, 120), random.Next(20, 120));
        // A disc of readings with holes in it, somewhere.
        (double x, double y, double radius) = (random.Next(width), random.Next(height), random.Next(8, 50));
        double holes = 0.3 * random.NextDouble();
        OrganizedCloud grid = Grid(width, height, (column, row) => random.NextDouble() >= holes
            && Math.Sqrt(((column - x) * (column - x)) + ((row - y) * (row - y))) < radius);
        int readings = grid.ValidIndices().Length, most = Math.Max(12, readings / random.Next(2, 9));
        if (readings <= most)
            return;

        (GridLattice lattice, int kept) = GridLattice.Within(grid, readings, most)!.Value;

        string what = $"seed {seed}: {kept} of {readings} with a limit of {most}, {lattice}";
        Assert.True(kept <= most && kept >= most / 2, what);
        OrganizedCloud sparse = lattice.Scatter(lattice.Gather(grid));
        int[] left = sparse.ValidIndices();
        Assert.Equal(kept, left.Length);
        Assert.All(left, i => Assert.Equal(grid.Points[i], sparse.Points[i]));
        Assert.Equal(lattice.Gather(grid).Points.ToInterleaved(), lattice.Gather(sparse).Points.ToInterleaved());
    }

    [Fact]
    public void Within_ReadingsOnOneRow_FindsALatticeThatMeetsTheRow()
    {
        for (int row = 0; row < 64; row++)
        {
            OrganizedCloud grid = Grid(64, 64, (_, r) => r == row);
            if (GridLattice.Within(grid, 64, 20) is not { } found)
                continue;
            Assert.InRange(found.Readings, 1, 20);
            Assert.Equal(found.Readings, found.Lattice.Scatter(found.Lattice.Gather(grid)).ValidIndices().Length);
        }
    }

    [Fact]
    public void Within_NoReading_IsNone()
        => Assert.Null(GridLattice.Within(Grid(30, 20, (_, _) => false), 0, 5));

    [Fact]
    public void GatherSquare_LatticeOfAllPixels_IsThePaddedGrid()
    {
        OrganizedCloud grid = Grid(30, 21, (_, _) => true);
        var padding = GridPadding.ToSquare(30, 21, 8);
        Assert.Equal(padding.Pad(grid).Points.ToInterleaved(),
            new GridLattice(30, 21, 30, 21).GatherSquare(grid, padding).Points.ToInterleaved());
    }

    [Theory, InlineData(40, 28, 20, 14, 10), InlineData(28, 40, 9, 13, 1), InlineData(50, 50, 17, 17, 100)]
    public void GatherSquare_CoarserLattice_KeepsEveryPointAtItsPlaceInTheSquare(int width, int height, int columns,
        int rows, int multiple)
    {
        OrganizedCloud grid = Grid(width, height, (_, _) => true);
        var padding = GridPadding.ToSquare(width, height, multiple);
        OrganizedCloud square = new GridLattice(width, height, columns, rows).GatherSquare(grid, padding);
        int[] valid = square.ValidIndices();
        Assert.Equal(columns * rows, valid.Length);
        foreach (int i in valid)
        {
            // The points carry their own column and row; both places agree to a pixel of the coarser grid.
            double side = square.Width, share = (padding.Left + square.Points[i].X - 1 + 0.5) / padding.PaddedWidth;
            Assert.Equal(share, (i % square.Width + 0.5) / side, 1.01 / side);
            share = (padding.Top + square.Points[i].Y - 1 + 0.5) / padding.PaddedHeight;
            Assert.Equal(share, (i / square.Width + 0.5) / side, 1.01 / side);
        }
    }

    [Fact]
    public void Gather_GridOfAnotherSize_IsRefused()
    {
        ArgumentException cause = Assert.Throws<ArgumentException>(() => new GridLattice(10, 10, 5, 5)
            .Gather(Grid(11, 10, (_, _) => true)));
        Assert.Contains("11 x 10", cause.Message, StringComparison.Ordinal);
    }

    // Every reading is (column + 1, row + 1, 1).
    private static OrganizedCloud Grid(int width, int height, Func<int, int, bool> isReading)
    {
        var points = new PointCloud(width * height);
        for (int i = 0; i < points.Count; i++)
            if (isReading(i % width, i / width))
                points[i] = new Vector3(i % width + 1, i / width + 1, 1);
        return new OrganizedCloud(width, height, points);
    }
}
