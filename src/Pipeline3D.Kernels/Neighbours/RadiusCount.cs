using ILGPU;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Neighbours;

/// <summary>Counts the points within a radius of every point, itself included; one index per point, in the order of
/// the cells.</summary>
/// <remarks>Visits the cells that a box of the radius touches. The box is a thousandth wider than the radius: the cell
/// of a place is monotone in it, so rounding never leaves a point out.</remarks>
internal struct RadiusCount
{
    public GridView Grid;

    /// <summary>Number of points within the radius; shape [n], by point; overwritten.</summary>
    public ArrayView<int> Counts;

    /// <summary>The radius, in the unit of the coordinates.</summary>
    public float Radius;

    /// <summary>A point at most so far counts; square of the radius.</summary>
    public float Squared;

    [Kernel]
    public static void Run(Index1D index, RadiusCount args)
    {
        CellGridShape shape = args.Grid.Shape;
        CloudView points = args.Grid.Sorted;
        float x = points.X[index], y = points.Y[index], z = points.Z[index], reach = args.Radius * 1.001f;
        int lowX = shape.CellX(x - reach), highX = shape.CellX(x + reach);
        int lowY = shape.CellY(y - reach), highY = shape.CellY(y + reach);
        int lowZ = shape.CellZ(z - reach), highZ = shape.CellZ(z + reach);
        int count = 0;
        for (int cellZ = lowZ; cellZ <= highZ; cellZ++)
        {
            for (int cellY = lowY; cellY <= highY; cellY++)
            {
                int end = args.Grid.Ends[shape.Cell(highX, cellY, cellZ)];
                for (int slot = args.Grid.StartOf(shape.Cell(lowX, cellY, cellZ)); slot < end; slot++)
                {
                    float dx = points.X[slot] - x, dy = points.Y[slot] - y, dz = points.Z[slot] - z;
                    count += (dx * dx) + (dy * dy) + (dz * dz) <= args.Squared ? 1 : 0;
                }
            }
        }
        args.Counts[args.Grid.Members[index]] = count;
    }
}
