using ILGPU;
using ILGPU.Algorithms.ScanReduceOperations;
using ILGPU.Algorithms;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Rows;

/// <summary>The nearest bank row of every query that comes after those found before; a group compares some queries to
/// one part of the bank.</summary>
/// <remarks>
/// A thread holds four queries by four rows, so that a value that was read serves four distances, and the group's
/// queries and rows pass through shared memory a chunk of columns at a time. Distances are those of <see
/// cref="RowDistance"/> bit by bit where the device does not fuse multiply and add. Run k times it gives the k nearest,
/// ascending. A group has 16 threads times a power of two, 256 at most.
/// </remarks>
internal struct NearestRowSearch
{
    /// <summary>Threads of a group side by side: they share their queries.</summary>
    public const int Across = 16;

    /// <summary>Rows of a tile.</summary>
    public const int TileRows = 4 * Across;

    /// <summary>Most threads of a group.</summary>
    public const int MostThreads = 256;

    private const int MostDown = MostThreads / Across;

    // Two chunks of columns: one is computed with while the other comes.
    private const int Chunk = MostDown * Across, Chunks = 2;

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

    /// <summary>Columns of a chunk: at most as many as a group has lines of threads, for each brings one.</summary>
    public int Width;

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
        ArrayView<RowQuad> rows = SharedMemory.Allocate<RowQuad>(Chunks * Chunk);
        ArrayView<RowQuad> queries = SharedMemory.Allocate<RowQuad>(Chunks * Chunk);
        ArrayView<ulong> keys = SharedMemory.Allocate<ulong>(Across * KeyStep);
        int down = Group.DimX / Across;
        // Half of the threads have the left half of the columns, so that a warp is about square and reads few values.
        int row = Group.IdxX / (Across / 2) % down;
        int column = (Group.IdxX % (Across / 2)) + (Group.IdxX < Group.DimX / 2 ? 0 : Across / 2);
        int part = Grid.IdxX / args.QueryTiles, query = (Grid.IdxX - (part * args.QueryTiles)) * down;
        int first = 4 * (query + row);
        ulong a = args.Before(first), b = args.Before(first + 1), c = args.Before(first + 2),
            d = args.Before(first + 3);
        ulong bestA = ulong.MaxValue, bestB = ulong.MaxValue, bestC = ulong.MaxValue, bestD = ulong.MaxValue;
        int end = Math.Min(args.Tiles, (part + 1) * args.PartTiles), own = (row * Across) + column;
        int tile = part * args.PartTiles, start = 0, chunk = 0;
        bool brings = row < args.Width, asks = brings && column < down;
        // Columns past the last are read from the one before: they are not computed with.
        int place = Math.Min(row, args.Columns - 1);
        if (brings)
            rows[own] = args.Bank[((long)place * args.BankStep) + (tile * Across) + column];
        if (asks)
            queries[own] = args.Queries[((long)place * args.QueryStep) + query + column];
        Group.Barrier();
        RowSums sums = RowSums.Start(args.Columns);
        while (tile < end)
        {
            int count = Math.Min(args.Width, args.Columns - start), done = tile;
            start += args.Width;
            if (start >= args.Columns)
            {
                start = 0;
                tile++;
            }
            // The next chunk is under way while this one is computed with.
            RowQuad nextRow = default, nextQuery = default;
            place = Math.Min(start + row, args.Columns - 1);
            if (brings && tile < end)
                nextRow = args.Bank[((long)place * args.BankStep) + (tile * Across) + column];
            if (asks && tile < end)
                nextQuery = args.Queries[((long)place * args.QueryStep) + query + column];
            sums = Summed(sums, rows, queries, chunk + column, chunk + row, count, args.Columns);
            chunk = Chunk - chunk;
            if (brings)
                rows[chunk + own] = nextRow;
            if (asks)
                queries[chunk + own] = nextQuery;
            Group.Barrier();
            if (done == tile)
                continue;
            int from = (done * TileRows) + (4 * column);
            bestA = args.Nearer(bestA, a, sums.All.A, from);
            bestB = args.Nearer(bestB, b, sums.All.B, from);
            bestC = args.Nearer(bestC, c, sums.All.C, from);
            bestD = args.Nearer(bestD, d, sums.All.D, from);
            sums = RowSums.Start(args.Columns);
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

    /// <summary>Adds the columns of a chunk.</summary>
    /// <remarks>Places are long: only sums that cannot wrap become offsets of the read itself.</remarks>
    private static RowSums Summed(RowSums sums, ArrayView<RowQuad> rows, ArrayView<RowQuad> queries, long row,
        long query, int count, int columns)
    {
        while (count > 0)
        {
            int length = Math.Min(count, sums.Left);
            count -= length;
            RowBlock all = sums.All;
            int left = length;
            for (; left >= 4; left -= 4, row += 4 * Across, query += 4 * Across)
            {
                all = all.PlusSquares(rows[row], queries[query]);
                all = all.PlusSquares(rows[row + Across], queries[query + Across]);
                all = all.PlusSquares(rows[row + (2 * Across)], queries[query + (2 * Across)]);
                all = all.PlusSquares(rows[row + (3 * Across)], queries[query + (3 * Across)]);
            }
            for (; left > 0; left--, row += Across, query += Across)
                all = all.PlusSquares(rows[row], queries[query]);
            sums = sums.With(all, length);
            while (sums.IsLaneFull)
                sums = sums.NextLane(columns);
        }
        return sums;
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
