using ILGPU;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Neighbours;

/// <summary>The k nearest points of every query by shells of grid cells around it; one index per query.</summary>
/// <remarks>After the shells 0 to r, every point not seen is farther than r cell edges; once the k-th neighbour is
/// nearer than that, the search is over. Slots of one rank lie side by side, so that a warp's accesses fall
/// together; queries that are the points themselves come in the order of their cells, so that a warp looks at the same
/// cells.</remarks>
internal struct NearestSearch
{
    /// <summary>Marks a slot without a neighbour.</summary>
    public const ulong Empty = ulong.MaxValue;

    // Rounding shifts a point by less than 0.001 cells against the grid.
    private const float Slack = 0.01f;

    public GridView Grid;

    /// <summary>Coordinates of the queries; shape [q] each.</summary>
    public CloudView Queries;

    /// <summary>Squared distance and index of every neighbour as <see cref="SortKey.ForMinimum"/>; shape [K, q],
    /// ascending along K; free slots hold <see cref="Empty"/>.</summary>
    public ArrayView<ulong> Keys;

    /// <summary>Number of queries q.</summary>
    public int Count;

    /// <summary>Neighbours per query.</summary>
    public int K;

    /// <summary>1 when query i is the point of slot i and no neighbour of itself, else 0.</summary>
    public int SkipSelf;

    /// <summary>Keys above this do not count.</summary>
    public ulong Limit;

    [Kernel]
    public static void Run(Index1D index, NearestSearch args)
    {
        float x = args.Queries.X[index], y = args.Queries.Y[index], z = args.Queries.Z[index];
        ulong worst = Empty;
        int found = 0;
        CellGridShape shape = args.Grid.Shape;
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
                            (worst, found) = SearchRow(args, index, x, y, z, shape.Cell(from, atY, atZ),
                                shape.Cell(to, atY, atZ), worst, found);
                    }
                }
            }
            float reach = MathF.Max(shell - Slack, 0) * shape.Edge;
            ulong beyond = SortKey.ForMinimum(reach * reach, 0);
            if (worst < beyond || args.Limit < beyond)
                break;
        }
        for (; found < args.K; found++)
            args.Keys[((long)found * args.Count) + index] = Empty;
    }

    // Cells of a row lie side by side, and so do their members.
    private static (ulong Worst, int Found) SearchRow(NearestSearch args, int query, float x, float y, float z,
        int first, int last, ulong worst, int found)
    {
        int end = args.Grid.Ends[last];
        for (int slot = args.Grid.StartOf(first); slot < end; slot++)
        {
            if (args.SkipSelf != 0 && slot == query)
                continue;
            float dx = args.Grid.Sorted.X[slot] - x, dy = args.Grid.Sorted.Y[slot] - y,
                dz = args.Grid.Sorted.Z[slot] - z;
            ulong key = SortKey.ForMinimum((dx * dx) + (dy * dy) + (dz * dz), args.Grid.Members[slot]);
            if (key > args.Limit || key >= worst)
                continue;
            Insert(args, query, key, Math.Min(found, args.K - 1));
            found = Math.Min(found + 1, args.K);
            if (found == args.K)
                worst = args.Keys[((long)(args.K - 1) * args.Count) + query];
        }
        return (worst, found);
    }

    // Keeps the slots up to a free or the last one ascending; the largest falls out.
    private static void Insert(NearestSearch args, int query, ulong key, int slot)
    {
        while (slot > 0)
        {
            ulong before = args.Keys[((long)(slot - 1) * args.Count) + query];
            if (before <= key)
                break;
            args.Keys[((long)slot * args.Count) + query] = before;
            slot--;
        }
        args.Keys[((long)slot * args.Count) + query] = key;
    }
}
