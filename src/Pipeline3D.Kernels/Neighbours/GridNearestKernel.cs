namespace Pipeline3D.Kernels;

/// <summary>The k nearest points of every query by shells of grid cells around it; one index per query.</summary>
/// <typeparam name="TF">The device's floats.</typeparam>
/// <typeparam name="TI">The device's ints.</typeparam>
/// <typeparam name="TU">The device's keys.</typeparam>
/// <remarks>After the shells 0 to r, every point not seen is farther than r cell edges; once the k-th neighbour is
/// nearer than that, the search is over. The result equals <see cref="NearestKernel{TF, TU}"/> bit by bit.</remarks>
public struct GridNearestKernel<TF, TI, TU> : IKernelBody
    where TF : struct, IBuffer<float>
    where TI : struct, IBuffer<int>
    where TU : struct, IBuffer<ulong>
{
    // Rounding shifts a point by less than 0.001 cells against the grid.
    private const float Slack = 0.01f;

    /// <summary>Coordinates of the searched points; shape [n] each.</summary>
    public TF X, Y, Z;

    /// <summary>Coordinates of the queries; shape [q] each.</summary>
    public TF QueryX, QueryY, QueryZ;

    /// <summary>End of every cell's slots; shape [cells]; a cell starts where the one before ends.</summary>
    public TI Ends;

    /// <summary>Point of every slot; shape [n].</summary>
    public TI Members;

    /// <summary>Squared distance and index of every neighbour as <see cref="SortKey.ForMinimum"/>; shape [q, K],
    /// ascending; free slots hold the largest key.</summary>
    public TU Keys;

    /// <summary>The grid.</summary>
    public CellGridShape Grid;

    /// <summary>Neighbours per query.</summary>
    public int K;

    /// <summary>1 to leave out the point of the query's own index, else 0.</summary>
    public int SkipSelf;

    /// <summary>Keys above this do not count.</summary>
    public ulong Limit;

    /// <inheritdoc/>
    public void Execute(int index)
    {
        int first = index * K;
        NeighbourSlots.Clear(Keys, first, K);
        int x = Grid.CellX(QueryX[index]), y = Grid.CellY(QueryY[index]), z = Grid.CellZ(QueryZ[index]);
        int shells = Math.Max(Grid.CountX, Math.Max(Grid.CountY, Grid.CountZ));
        for (int shell = 0; shell < shells; shell++)
        {
            SearchShell(index, x, y, z, shell);
            float reach = MathF.Max(shell - Slack, 0) * Grid.Edge;
            ulong beyond = SortKey.ForMinimum(reach * reach, 0);
            if (Keys[first + K - 1] < beyond || Limit < beyond)
                return;
        }
    }

    private void SearchShell(int query, int x, int y, int z, int shell)
    {
        int highZ = Math.Min(z + shell, Grid.CountZ - 1), highY = Math.Min(y + shell, Grid.CountY - 1);
        for (int cellZ = Math.Max(z - shell, 0); cellZ <= highZ; cellZ++)
        {
            for (int cellY = Math.Max(y - shell, 0); cellY <= highY; cellY++)
            {
                if (Math.Abs(cellZ - z) == shell || Math.Abs(cellY - y) == shell)
                {
                    SearchCells(query, Math.Max(x - shell, 0), Math.Min(x + shell, Grid.CountX - 1), cellY, cellZ);
                }
                else
                {
                    // Inside the shell only its two side faces are new.
                    if (x - shell >= 0)
                        SearchCells(query, x - shell, x - shell, cellY, cellZ);
                    if (x + shell < Grid.CountX)
                        SearchCells(query, x + shell, x + shell, cellY, cellZ);
                }
            }
        }
    }

    // Cells of a row lie side by side, and so do their members.
    private void SearchCells(int query, int lowX, int highX, int cellY, int cellZ)
    {
        int low = Grid.Cell(lowX, cellY, cellZ), end = Ends[Grid.Cell(highX, cellY, cellZ)];
        float x = QueryX[query], y = QueryY[query], z = QueryZ[query];
        for (int slot = low == 0 ? 0 : Ends[low - 1]; slot < end; slot++)
        {
            int i = Members[slot];
            if (SkipSelf != 0 && i == query)
                continue;
            float dx = X[i] - x, dy = Y[i] - y, dz = Z[i] - z;
            ulong key = SortKey.ForMinimum((dx * dx) + (dy * dy) + (dz * dz), i);
            if (key <= Limit)
                NeighbourSlots.Insert(Keys, query * K, K, key);
        }
    }
}
