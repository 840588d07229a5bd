namespace Pipeline3D.Kernels;

/// <summary>Counts the points within a radius of every point, itself included; one index per point.</summary>
/// <typeparam name="TF">The device's floats.</typeparam>
/// <typeparam name="TI">The device's ints.</typeparam>
/// <remarks>Visits the cells that a box of the radius touches. The box is a thousandth wider than the radius: the cell
/// of a place is monotone in it, so rounding never leaves a point out.</remarks>
public struct RadiusCountKernel<TF, TI> : IKernelBody
    where TF : struct, IBuffer<float>
    where TI : struct, IBuffer<int>
{
    /// <summary>Coordinates; shape [n] each.</summary>
    public TF X, Y, Z;

    /// <summary>End of every cell's slots; shape [cells]; a cell starts where the one before ends.</summary>
    public TI Ends;

    /// <summary>Point of every slot; shape [n].</summary>
    public TI Members;

    /// <summary>Number of points within the radius; shape [n]; overwritten.</summary>
    public TI Counts;

    /// <summary>The grid.</summary>
    public CellGridShape Grid;

    /// <summary>The radius, in the unit of the coordinates.</summary>
    public float Radius;

    /// <summary>A point at most so far counts; square of the radius.</summary>
    public float Squared;

    /// <inheritdoc/>
    public void Execute(int index)
    {
        float x = X[index], y = Y[index], z = Z[index], reach = Radius * 1.001f;
        int lowX = Grid.CellX(x - reach), highX = Grid.CellX(x + reach);
        int lowY = Grid.CellY(y - reach), highY = Grid.CellY(y + reach);
        int lowZ = Grid.CellZ(z - reach), highZ = Grid.CellZ(z + reach);
        int count = 0;
        for (int cellZ = lowZ; cellZ <= highZ; cellZ++)
        {
            for (int cellY = lowY; cellY <= highY; cellY++)
            {
                int low = Grid.Cell(lowX, cellY, cellZ), end = Ends[Grid.Cell(highX, cellY, cellZ)];
                for (int slot = low == 0 ? 0 : Ends[low - 1]; slot < end; slot++)
                {
                    int i = Members[slot];
                    float dx = X[i] - x, dy = Y[i] - y, dz = Z[i] - z;
                    count += (dx * dx) + (dy * dy) + (dz * dz) <= Squared ? 1 : 0;
                }
            }
        }
        Counts[index] = count;
    }
}
