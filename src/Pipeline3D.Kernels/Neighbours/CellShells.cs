using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Neighbours;

/// <summary>Looks for the nearest points of a place by shells of grid cells around it.</summary>
/// <remarks>After the shells 0 to r, every point not seen is farther than r cell edges; once the worst of a full list
/// is nearer than that, the search is over.</remarks>
internal struct CellShells
{
    /// <summary>Marks a place of a list without a neighbour.</summary>
    public const ulong Empty = ulong.MaxValue;

    // Rounding shifts a point by less than 0.001 cells against the grid.
    private const float Slack = 0.01f;

    public GridView Grid;

    /// <summary>Slot that does not count; -1 for none.</summary>
    public int Self;

    /// <summary>Keys above this do not count.</summary>
    public ulong Limit;

    /// <summary>Puts what is nearest to a place into a list.</summary>
    public readonly void Search<TList>(float x, float y, float z, ref TList list)
        where TList : struct, INearestList
    {
        CellGridShape shape = Grid.Shape;
        int cellX = shape.CellX(x), cellY = shape.CellY(y), cellZ = shape.CellZ(z);
        int shells = Math.Max(shape.CountX, Math.Max(shape.CountY, shape.CountZ));
        for (int shell = 0; shell < shells; shell++)
        {
            int highZ = Math.Min(cellZ + shell, shape.CountZ - 1), highY = Math.Min(cellY + shell, shape.CountY - 1);
            for (int atZ = Math.Max(cellZ - shell, 0); atZ <= highZ; atZ++)
            {
                for (int atY = Math.Max(cellY - shell, 0); atY <= highY; atY++)
                {
                    // On the shell's faces a whole row of cells is new, inside it only the two at its sides.
                    bool whole = Math.Abs(atZ - cellZ) == shell || Math.Abs(atY - cellY) == shell;
                    int step = whole || shell == 0 ? 1 : 2 * shell;
                    for (int low = cellX - shell; low <= cellX + shell; low += whole ? (2 * shell) + 1 : step)
                    {
                        int from = Math.Max(low, 0);
                        int to = whole ? Math.Min(cellX + shell, shape.CountX - 1) : low;
                        if (from <= to && to < shape.CountX && to >= 0)
                            SearchRow(x, y, z, shape.Cell(from, atY, atZ), shape.Cell(to, atY, atZ), ref list);
                    }
                }
            }
            float reach = MathF.Max(shell - Slack, 0) * shape.Edge;
            ulong beyond = SortKey.ForMinimum(reach * reach, 0);
            if (list.Worst < beyond || Limit < beyond)
                break;
        }
    }

    // Cells of a row lie side by side, and so do their members.
    private readonly void SearchRow<TList>(float x, float y, float z, int first, int last, ref TList list)
        where TList : struct, INearestList
    {
        int end = Grid.Ends[last];
        for (int slot = Grid.StartOf(first); slot < end; slot++)
        {
            float dx = Grid.Sorted.X[slot] - x, dy = Grid.Sorted.Y[slot] - y, dz = Grid.Sorted.Z[slot] - z;
            float squared = (dx * dx) + (dy * dy) + (dz * dz);
            // Most are too far, which needs no index; a free place and no limit are no numbers: none is farther.
            if (slot == Self || squared > SortKey.Value(list.Worst) || squared > SortKey.Value(Limit))
                continue;
            ulong key = SortKey.ForMinimum(squared, Grid.Members[slot]);
            if (key <= Limit && key < list.Worst)
                list.Add(key);
        }
    }
}
