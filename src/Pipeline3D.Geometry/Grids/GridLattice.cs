namespace Pipeline3D.Geometry.Grids;

/// <summary>Evenly spread pixels of a grid, those of a coarser grid of the same shape: what is left of a scan that was
/// thinned but keeps its pixels.</summary>
/// <param name="Width">Columns of the grid.</param>
/// <param name="Height">Rows of the grid.</param>
/// <param name="Columns">Columns of the coarser grid, from 1 to <paramref name="Width"/>.</param>
/// <param name="Rows">Rows of the coarser grid, from 1 to <paramref name="Height"/>.</param>
public sealed record GridLattice(int Width, int Height, int Columns, int Rows)
{
    /// <summary>The lattice that keeps the most readings of a grid within a limit.</summary>
    /// <param name="grid">The grid; not changed.</param>
    /// <param name="readings">Its pixels with a reading, more than <paramref name="limit"/>.</param>
    /// <param name="limit">Most readings to keep; at least 1.</param>
    /// <returns>The lattice, and how many readings it keeps; null when every lattice misses them all.</returns>
    /// <remarks>The first one that keeps at least half of the limit is taken, from the finest on; only readings in
    /// unusual places, such as a single row, need a second look. Cost: O(limit * pixels / readings) per look.</remarks>
    public static (GridLattice Lattice, int Readings)? Within(OrganizedCloud grid, int readings, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        int side = Math.Max(grid.Width, grid.Height);
        int finest = Math.Min(side, (int)Math.Ceiling(side * Math.Sqrt(limit / (double)Math.Max(1, readings))) + 1);
        (GridLattice Lattice, int Readings)? best = null;
        for (int steps = finest; steps > 0; steps--)
        {
            var lattice = new GridLattice(grid.Width, grid.Height, Along(grid.Width), Along(grid.Height));
            if (best is { } found && lattice.Columns * lattice.Rows <= found.Readings)
                break;
            int kept = lattice.Count(grid);
            if (kept > (best?.Readings ?? 0) && kept <= limit)
                best = (lattice, kept);
            if (best?.Readings >= limit / 2)
                break;

            int Along(int length) => Math.Max(1, (int)(((2L * length * steps) + side) / (2L * side)));
        }
        return best;
    }

    /// <summary>The coarser grid with the points of the lattice's pixels; shape [Rows, Columns].</summary>
    /// <exception cref="ArgumentException">The grid has another size than the lattice is for.</exception>
    public OrganizedCloud Gather(OrganizedCloud grid)
    {
        RequireSize(grid, Width, Height);
        return GridResize.Nearest(grid, Columns, Rows, ResizeRule.NearestCentre);
    }

    /// <summary>Puts the points of the coarser grid back on the lattice's pixels; the other pixels are (0,0,0), no
    /// reading. Undoes <see cref="Gather"/> but for them.</summary>
    /// <exception cref="ArgumentException">The coarser grid has another size than the lattice is for.</exception>
    public OrganizedCloud Scatter(OrganizedCloud coarse)
    {
        RequireSize(coarse, Columns, Rows);
        var points = new PointCloud(checked(Width * Height));
        int[] columns = Across(), rows = Down();
        for (int row = 0; row < Rows; row++)
            for (int column = 0; column < Columns; column++)
                points[(rows[row] * Width) + columns[column]] = coarse.Points[(row * Columns) + column];
        return new OrganizedCloud(Width, Height, points);
    }

    /// <summary>The coarser grid padded to the square that the grid is padded to, in the lattice's own
    /// pixels.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="padding">How the grid is padded to a square.</param>
    /// <exception cref="ArgumentException">The grid has another size than the lattice is for.</exception>
    public OrganizedCloud GatherSquare(OrganizedCloud grid, GridPadding padding)
    {
        int side = Math.Max(Math.Max(Columns, Rows), Scaled(padding.PaddedWidth, Columns, Width));
        int left = Math.Min(side - Columns, Scaled(padding.Left, Columns, Width)),
            top = Math.Min(side - Rows, Scaled(padding.Top, Rows, Height));
        return new GridPadding(Columns, Rows, side, side, left, top).Pad(Gather(grid));
    }

    private int[] Across() => GridResize.SourceIndices(Width, Columns, ResizeRule.NearestCentre);

    private int[] Down() => GridResize.SourceIndices(Height, Rows, ResizeRule.NearestCentre);

    private int Count(OrganizedCloud grid)
    {
        int count = 0;
        int[] columns = Across();
        foreach (int row in Down())
            foreach (int column in columns)
                count += grid.IsValid((row * Width) + column) ? 1 : 0;
        return count;
    }

    private static int Scaled(int length, int to, int from) => (int)(((2L * length * to) + from) / (2L * from));

    private static void RequireSize(OrganizedCloud grid, int width, int height)
    {
        if (grid.Width != width || grid.Height != height)
            throw new ArgumentException($"a grid of {grid.Width} x {grid.Height} was given to a lattice for one of "
                + $"{width} x {height}", nameof(grid));
    }
}
