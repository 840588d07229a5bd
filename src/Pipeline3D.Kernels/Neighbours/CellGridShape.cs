using Pipeline3D.Kernels.Clouds;

namespace Pipeline3D.Kernels.Neighbours;

/// <summary>A box cut into cubic cells.</summary>
/// <param name="LowX">Least x of the points.</param>
/// <param name="LowY">Least y of the points.</param>
/// <param name="LowZ">Least z of the points.</param>
/// <param name="Edge">Edge of a cell, in the unit of the coordinates.</param>
/// <param name="Inverse">1 / Edge.</param>
/// <param name="CountX">Cells along x.</param>
/// <param name="CountY">Cells along y.</param>
/// <param name="CountZ">Cells along z.</param>
internal readonly record struct CellGridShape(
    float LowX, float LowY, float LowZ, float Edge, float Inverse, int CountX, int CountY, int CountZ)
{
    // Keeps the rounding of a cell coordinate, 3 x 2^-24 of itself, below 0.001 cells.
    private const int MaxPerAxis = 2048;

    /// <summary>Number of cells.</summary>
    public int Cells => CountX * CountY * CountZ;

    /// <summary>Cell coordinate of a place along x; a place outside counts as in the outermost cell.</summary>
    public int CellX(float x) => CellOf((x - LowX) * Inverse, CountX);

    /// <summary>Cell coordinate of a place along y.</summary>
    public int CellY(float y) => CellOf((y - LowY) * Inverse, CountY);

    /// <summary>Cell coordinate of a place along z.</summary>
    public int CellZ(float z) => CellOf((z - LowZ) * Inverse, CountZ);

    /// <summary>Number of a cell by its coordinates, x fastest.</summary>
    public int Cell(int x, int y, int z) => (((z * CountY) + y) * CountX) + x;

    /// <summary>Number of the cell of a place.</summary>
    public int CellAt(float x, float y, float z) => Cell(CellX(x), CellY(y), CellZ(z));

    /// <summary>The grid of about two cells per point over a box.</summary>
    /// <param name="bounds">At least one point.</param>
    internal static CellGridShape For(CloudBounds bounds)
    {
        double extentX = (double)bounds.High.X - bounds.Low.X, extentY = (double)bounds.High.Y - bounds.Low.Y,
            extentZ = (double)bounds.High.Z - bounds.Low.Z;
        ReadOnlySpan<double> extents = [extentX, extentY, extentZ];
        double edge = 0;
        // Axes flatter than a cell do not share in the volume; leaving them out makes cells smaller, so once per axis.
        for (int pass = 0; pass < 3; pass++)
        {
            double logVolume = 0;
            int axes = 0;
            foreach (double extent in extents)
                (logVolume, axes) = extent > edge ? (logVolume + Math.Log(extent), axes + 1) : (logVolume, axes);
            if (axes > 0)
                edge = Math.Exp((logVolume - Math.Log(2.0 * bounds.Count)) / axes);
        }
        return Of(bounds, edge);
    }

    /// <summary>The grid of cells of an edge, or of a larger one that makes no more cells than are wanted.</summary>
    /// <param name="bounds">At least one point.</param>
    /// <param name="edge">Least edge, in the unit of the coordinates.</param>
    /// <param name="most">Most cells; at least 1.</param>
    internal static CellGridShape Of(CloudBounds bounds, double edge, int most = int.MaxValue)
    {
        double extentX = (double)bounds.High.X - bounds.Low.X, extentY = (double)bounds.High.Y - bounds.Low.Y,
            extentZ = (double)bounds.High.Z - bounds.Low.Z;
        double longest = Math.Max(extentX, Math.Max(extentY, extentZ));
        edge = Math.Max(edge, longest / (MaxPerAxis - 1));
        // Coordinates below this are all one place to a float32 square; a grid of one cell serves them.
        if (edge < 1e-30)
            edge = 1;
        const double Growth = 1.1;
        while ((double)Count(extentX, edge) * Count(extentY, edge) * Count(extentZ, edge) > most)
            edge *= Growth;
        float inverse = (float)(1 / edge);
        return new CellGridShape(bounds.Low.X, bounds.Low.Y, bounds.Low.Z, (float)edge, inverse,
            Count(extentX, edge), Count(extentY, edge), Count(extentZ, edge));
    }

    private static int CellOf(float place, int count) => (int)MathF.Min(MathF.Max(place, 0), count - 1);

    private static int Count(double extent, double edge) => (int)Math.Min(extent / edge, MaxPerAxis - 1) + 1;
}
