namespace Pipeline3D.Detection.ShapeGuided;

/// <summary>Which cells of a picture belong to the points of a patch.</summary>
internal static class TiedCells
{
    private const int CompatStep = 2;

    /// <summary>Cells that hold a point.</summary>
    /// <param name="scan">On a grid.</param>
    /// <param name="members">Points.</param>
    /// <param name="side">Side of the grid of cells.</param>
    /// <returns>Numbers row by row, ascending, each once.</returns>
    public static int[] Of(PatchedScan scan, ReadOnlySpan<int> members, int side)
    {
        var cells = new SortedSet<int>();
        foreach (int member in members)
        {
            int pixel = scan.Places[member];
            cells.Add((pixel / scan.Side * side / scan.Side * side) + (pixel % scan.Side * side / scan.Side));
        }
        return [.. cells];
    }

    /// <summary>The cells with those around them.</summary>
    /// <param name="cells">Numbers row by row.</param>
    /// <param name="side">Side of the grid of cells.</param>
    /// <param name="reach">How far around, in rows and in columns.</param>
    public static int[] Widened(ReadOnlySpan<int> cells, int side, int reach)
    {
        var wide = new SortedSet<int>();
        foreach (int cell in cells)
            for (int row = Math.Max(0, (cell / side) - reach); row <= Math.Min(side - 1, (cell / side) + reach); row++)
                for (int column = Math.Max(0, (cell % side) - reach);
                    column <= Math.Min(side - 1, (cell % side) + reach); column++)
                    wide.Add((row * side) + column);
        return [.. wide];
    }

    /// <summary>The cells two further to each of four sides, without the cells themselves, as the public code has
    /// them: numbers run over the ends of rows, below 0 stands the last cell, beyond the last the first.</summary>
    /// <param name="cells">Numbers row by row.</param>
    /// <param name="side">Side of the grid of cells.</param>
    public static int[] Shifted(ReadOnlySpan<int> cells, int side)
    {
        var shifted = new SortedSet<int>();
        foreach (int cell in cells)
            foreach (int step in new[] { CompatStep, -CompatStep, CompatStep * side, -CompatStep * side })
                shifted.Add(cell + step < 0 ? (side * side) - 1 : cell + step >= side * side ? 0 : cell + step);
        return [.. shifted];
    }

    /// <summary>Cells that are tied to the code of a patch.</summary>
    public static int[] Tied(PatchedScan scan, ReadOnlySpan<int> members, ShapeGuidedOptions options)
    {
        int[] cells = Of(scan, members, options.PatchGrid);
        return options.SgIndexCompat ? Shifted(cells, options.PatchGrid)
            : Widened(cells, options.PatchGrid, options.Dilation);
    }
}
