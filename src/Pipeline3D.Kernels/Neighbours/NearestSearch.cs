using ILGPU;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Neighbours;

/// <summary>The k nearest points of every query; one thread per query.</summary>
/// <remarks>Keys of one rank lie side by side, so that a warp's accesses fall together; queries that are the points
/// themselves come in the order of their cells, so that a warp looks at the same cells. Lists lie in shared memory
/// where some threads' lists fit there, which saves most of the time: a list in device memory is read and written for
/// every point that comes in.</remarks>
internal struct NearestSearch
{
    /// <summary>Largest k of lists in shared memory.</summary>
    public const int MostShared = SharedKeys / LeastThreads;

    // 32 KiB: what every device has.
    private const int SharedKeys = 4096, LeastThreads = 32;

    public GridView Grid;

    /// <summary>Coordinates of the queries; shape [q] each.</summary>
    public CloudView Queries;

    /// <summary>Squared distance and index of every neighbour as <see cref="Numerics.SortKey.ForMinimum"/>; shape
    /// [K, q], ascending along K; free places hold <see cref="CellShells.Empty"/>.</summary>
    public ArrayView<ulong> Keys;

    /// <summary>Number of queries q.</summary>
    public int Count;

    /// <summary>Neighbours per query.</summary>
    public int K;

    /// <summary>1 when query i is the point of slot i and no neighbour of itself, else 0.</summary>
    public int SkipSelf;

    /// <summary>Keys above this do not count.</summary>
    public ulong Limit;

    /// <summary>Queues the search.</summary>
    public static void Launch(DeviceLane lane, NearestSearch search)
    {
        if (search.K > MostShared)
        {
            lane.Launch(Run, search.Count, search);
            return;
        }
        int threads = lane.Device.GroupSize;
        while (threads * search.K > SharedKeys)
            threads /= 2;
        lane.LaunchGroups(RunShared, (search.Count + threads - 1) / threads, search, threads);
    }

    /// <summary>With lists in device memory, of any length.</summary>
    [Kernel]
    public static void Run(Index1D index, NearestSearch args)
    {
        var list = new SortedList(args.Keys, args.Count, index, args.K);
        args.Shells(index).Search(args.Queries.X[index], args.Queries.Y[index], args.Queries.Z[index], ref list);
        list.Close();
    }

    /// <summary>With lists in shared memory; works in groups whose lists fit there.</summary>
    [Kernel]
    public static void RunShared(NearestSearch args)
    {
        ArrayView<ulong> heaps = SharedMemory.Allocate<ulong>(SharedKeys);
        int query = (ILGPU.Grid.IdxX * Group.DimX) + Group.IdxX;
        if (query >= args.Count)
            return;
        var list = new HeapList(heaps, Group.DimX, Group.IdxX, args.K);
        list.Clear();
        args.Shells(query).Search(args.Queries.X[query], args.Queries.Y[query], args.Queries.Z[query], ref list);
        list.WriteTo(args.Keys, args.Count, query);
    }

    private readonly CellShells Shells(int query)
        => new() { Grid = Grid, Self = SkipSelf != 0 ? query : -1, Limit = Limit };
}
