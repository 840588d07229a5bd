using ILGPU;

namespace Pipeline3D.Kernels;

/// <summary>The nearest bank row of every query that comes after those found before; a group compares some queries to
/// one part of the bank.</summary>
/// <remarks>
/// A thread holds four queries by four rows, so that a value that was read serves four distances, and the group's
/// queries and rows pass through shared memory some columns at a time. Distances are those of <see cref="RowDistance"/>
/// bit by bit where the device does not fuse multiply and add. Run k times it gives the k nearest, ascending.
/// </remarks>
internal struct NearestRowSearch
{
    /// <summary>Threads of a group side by side: they share their queries.</summary>
    public const int Across = 16;

    /// <summary>Rows of a tile.</summary>
    public const int TileRows = 4 * Across;

    /// <summary>Most threads of a group.</summary>
    public const int MostThreads = 256;

    private const int ColumnsAtATime = 48;
    private const int MostDown = MostThreads / Across;

    // One more than there are, against conflicts of the banks of shared memory.
    private const int KeyStep = (4 * MostDown) + 1;

    /// <summary>The bank as of <see cref="RowLanes"/>, filled up with infinity; shape [Columns, BankStep].</summary>
    public ArrayView<RowQuad> Bank;

    /// <summary>As of <see cref="RowLanes"/>; shape [Columns, QueryStep].</summary>
    public ArrayView<RowQuad> Queries;

    /// <summary>Squared distance and row as <see cref="SortKey.ForMinimum"/>; shape [q, K]; columns below
    /// <see cref="Rank"/> are found; this run writes the one of the rank, the largest number before.</summary>
    public ArrayView<ulong> Keys;

    /// <summary>Queries.</summary>
    public int Count;

    public int Columns;

    /// <summary>Quads of a column.</summary>
    public int BankStep, QueryStep;

    /// <summary>Groups that share a part of the bank.</summary>
    public int QueryTiles;

    /// <summary>Tiles of the bank, and those of a part.</summary>
    public int Tiles, PartTiles;

    public int K;

    /// <summary>Which neighbour is looked for, from 0.</summary>
    public int Rank;

    [Kernel]
    public static void Run(NearestRowSearch args)
    {
        ArrayView<RowQuad> rows = SharedMemory.Allocate<RowQuad>(ColumnsAtATime * Across);
        ArrayView<RowQuad> queries = SharedMemory.Allocate<RowQuad>(ColumnsAtATime * Across);
        ArrayView<ulong> keys = SharedMemory.Allocate<ulong>(Across * KeyStep);
        int down = Group.DimX / Across, row = Group.IdxX / Across, column = Group.IdxX - (row * Across);
        int part = Grid.IdxX / args.QueryTiles, query = (Grid.IdxX - (part * args.QueryTiles)) * down;
        int first = 4 * (query + row);
        ulong a = args.Before(first), b = args.Before(first + 1), c = args.Before(first + 2),
            d = args.Before(first + 3);
        ulong bestA = ulong.MaxValue, bestB = ulong.MaxValue, bestC = ulong.MaxValue, bestD = ulong.MaxValue;
        int end = Math.Min(args.Tiles, (part + 1) * args.PartTiles);
        for (int tile = part * args.PartTiles; tile < end; tile++)
        {
            RowBlock sums = args.Distances(rows, queries, tile * Across, query, row, column);
            int from = (tile * TileRows) + (4 * column);
            bestA = args.Nearer(bestA, a, sums.A, from);
            bestB = args.Nearer(bestB, b, sums.B, from);
            bestC = args.Nearer(bestC, c, sums.C, from);
            bestD = args.Nearer(bestD, d, sums.D, from);
        }
        int slot = (column * KeyStep) + (4 * row);
        keys[slot] = bestA;
        keys[slot + 1] = bestB;
        keys[slot + 2] = bestC;
        keys[slot + 3] = bestD;
        Group.Barrier();
        for (int i = Group.IdxX; i < 4 * down; i += Group.DimX)
        {
            ulong best = keys[i];
            for (int other = 1; other < Across; other++)
                best = Math.Min(best, keys[(other * KeyStep) + i]);
            if ((4 * query) + i < args.Count)
                Atomic.Min(ref args.Keys[((long)((4 * query) + i) * args.K) + args.Rank], best);
        }
    }

    /// <summary>Squared distances of a thread's queries and rows.</summary>
    private readonly RowBlock Distances(ArrayView<RowQuad> rows, ArrayView<RowQuad> queries, int firstRow,
        int firstQuery, int row, int column)
    {
        RowBlock one = default, two = default, four = default, sums = default;
        int lane = 0, left = RowLanes.LengthOf(0, Columns);
        for (int start = 0; start < Columns; start += ColumnsAtATime)
        {
            int count = Math.Min(ColumnsAtATime, Columns - start);
            // What was read before is in use until all are here.
            Group.Barrier();
            Read(rows, Bank, start, count, BankStep, firstRow, Across, row, column);
            Read(queries, Queries, start, count, QueryStep, firstQuery, Group.DimX / Across, row, column);
            Group.Barrier();
            for (int at = 0; at < count;)
            {
                int until = Math.Min(count, at + left), fromRow = (at * Across) + column,
                    fromQuery = (at * Across) + row;
                left -= until - at;
                for (; at <= until - 4; at += 4, fromRow += 4 * Across, fromQuery += 4 * Across)
                {
                    sums = sums.PlusSquares(rows[fromRow], queries[fromQuery]);
                    sums = sums.PlusSquares(rows[fromRow + Across], queries[fromQuery + Across]);
                    sums = sums.PlusSquares(rows[fromRow + (2 * Across)], queries[fromQuery + (2 * Across)]);
                    sums = sums.PlusSquares(rows[fromRow + (3 * Across)], queries[fromQuery + (3 * Across)]);
                }
                for (; at < until; at++, fromRow += Across, fromQuery += Across)
                    sums = sums.PlusSquares(rows[fromRow], queries[fromQuery]);
                for (; left == 0 && lane < RowLanes.Lanes; lane++, left = RowLanes.LengthOf(lane, Columns))
                {
                    if ((lane & 1) != 0)
                        sums = one.Plus(sums);
                    if ((lane & 3) == 3)
                        sums = two.Plus(sums);
                    if (lane == 7)
                        return four.Plus(sums);
                    if ((lane & 1) == 0)
                        one = sums;
                    else if ((lane & 2) == 0)
                        two = sums;
                    else
                        four = sums;
                    sums = default;
                }
            }
        }
        return sums;
    }

    /// <summary>Reads some columns of a tile into shared memory; all loads are under way before the first is waited
    /// for.</summary>
    private static void Read(ArrayView<RowQuad> target, ArrayView<RowQuad> from, int start, int count, int step,
        int first, int wide, int row, int column)
    {
        int down = Group.DimX / Across;
        if (column >= wide)
            return;
        long place = ((long)start * step) + first + column;
        for (int at = row; at < count; at += 3 * down)
        {
            // Past the end the last column is read again.
            int second = Math.Min(at + down, count - 1), third = Math.Min(at + (2 * down), count - 1);
            RowQuad a = from[place + ((long)at * step)], b = from[place + ((long)second * step)],
                c = from[place + ((long)third * step)];
            target[(at * Across) + column] = a;
            target[(second * Across) + column] = b;
            target[(third * Across) + column] = c;
        }
    }

    /// <summary>The key that a query's next is larger than.</summary>
    private readonly ulong Before(int query)
        => Rank == 0 || query >= Count ? 0 : Keys[((long)query * K) + Rank - 1];

    private readonly ulong Nearer(ulong best, ulong before, RowQuad squared, int row)
    {
        // Written so that before the first is found, when the limit is NaN, all are looked at.
        if (squared.Least > SortKey.Value(best))
            return best;
        best = Nearer(best, before, squared.A, row);
        best = Nearer(best, before, squared.B, row + 1);
        best = Nearer(best, before, squared.C, row + 2);
        return Nearer(best, before, squared.D, row + 3);
    }

    private readonly ulong Nearer(ulong best, ulong before, float squared, int row)
    {
        ulong key = SortKey.ForMinimum(squared, row);
        return (Rank == 0 || key > before) && key < best ? key : best;
    }
}
