using ILGPU;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Neighbours;

namespace Pipeline3D.Kernels.Rows;

/// <summary>Nearest rows of a bank of features on a device, where the bank stays.</summary>
/// <remarks>Twin: <see cref="RowIndex"/>, equal bit by bit where the device does not fuse multiply and add. Looks at
/// every row: a device does that faster than it could pass rows over. Cost: k x q x m x d.</remarks>
internal static class NearestRowsOp
{
    private const int GroupsPerMultiprocessor = 8;

    /// <summary>The k nearest bank rows of every query.</summary>
    /// <param name="scope">Where to run.</param>
    /// <param name="bank">Shape [m, d]; finite. Stays on the device: the same object is not copied again.</param>
    /// <param name="queries">Shape [q, d]; finite.</param>
    /// <param name="k">Neighbours per query, from 1 to m.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Row i belongs to query i; ascending by distance, ties by the lower index.</returns>
    /// <exception cref="ArgumentException">The widths differ, a value is not finite, or k is out of range.</exception>
    public static NearestNeighbours Search(DeviceScope scope, FeatureMatrix bank, FeatureMatrix queries, int k = 1,
        CancellationToken stop = default)
    {
        if (bank.Columns != queries.Columns)
            throw new ArgumentException($"queries of {queries.Columns} columns do not fit rows of {bank.Columns}",
                nameof(queries));
        Require.Range(k, 1, bank.Rows);
        var found = new NearestNeighbours(queries.Rows, k, new int[checked(queries.Rows * k)],
            new float[checked(queries.Rows * k)]);
        if (queries.Rows > 0)
            scope.Run(new Program(bank, queries, found), stop);
        return found;
    }

    /// <summary>Queues the search.</summary>
    /// <param name="lane">The program's lane.</param>
    /// <param name="bank">Filled up with infinity.</param>
    /// <param name="asked">The queries.</param>
    /// <param name="count">Number of queries q.</param>
    /// <param name="columns">Columns of both.</param>
    /// <param name="keys">Shape [q, k]; the largest number before; squared distances and rows as
    /// <see cref="Numerics.SortKey.ForMinimum"/> after, ascending.</param>
    /// <param name="k">Neighbours per query.</param>
    internal static void Search(DeviceLane lane, DeviceRows bank, DeviceRows asked, int count, int columns,
        ArrayView<ulong> keys, int k)
    {
        int down = lane.Device.GroupSize / NearestRowSearch.Across;
        int queryTiles = (count + (4 * down) - 1) / (4 * down);
        int chunks = (columns + down - 1) / down;
        int tiles = 4 * bank.Step / NearestRowSearch.TileRows;
        // Few queries would leave most of the device idle: groups then share the bank.
        int wanted = lane.Device.Accelerator.NumMultiprocessors * GroupsPerMultiprocessor;
        int parts = Math.Clamp((wanted + queryTiles - 1) / queryTiles, 1, tiles);
        var search = new NearestRowSearch
        {
            Bank = bank.Columns,
            Queries = asked.Columns,
            Keys = keys,
            Count = count,
            Columns = columns,
            Width = (columns + chunks - 1) / chunks,
            BankStep = bank.Step,
            QueryStep = asked.Step,
            QueryTiles = queryTiles,
            Tiles = tiles,
            PartTiles = (tiles + parts - 1) / parts,
            K = k,
        };
        int groups = checked(queryTiles * ((tiles + search.PartTiles - 1) / search.PartTiles));
        for (search.Rank = 0; search.Rank < k; search.Rank++)
            lane.LaunchGroups(NearestRowSearch.Run, groups, search);
    }

    private readonly struct Program(FeatureMatrix bank, FeatureMatrix queries, NearestNeighbours found) : IDeviceProgram
    {
        public void Run(DeviceLane lane)
        {
            FeatureMatrix rows = bank;
            DeviceRows resident = lane.Device.Models.Resident(rows, lane, on =>
                DeviceRows.Tiled(on, rows, float.PositiveInfinity, DeviceScope.Keep<float>));
            DeviceRows asked = DeviceRows.Tiled(lane, queries, 0, (on, length) => on.Rent<float>(length));
            ArrayView<ulong> keys = lane.Largest<ulong>(found.Index.Length);
            Search(lane, resident, asked, queries.Rows, bank.Columns, keys, found.PerQuery);
            var collect = new NearestCollect
            {
                Keys = keys,
                Members = ArrayView<int>.Empty,
                Index = lane.Rent<int>(found.Index.Length),
                Distance = lane.Rent<float>(found.Index.Length),
                // The keys lie in their final order already.
                Count = found.Index.Length,
                K = 1,
            };
            lane.Launch(NearestCollect.Run, found.Index.Length, collect);
            DeviceFetch<int> index = lane.Fetch(collect.Index);
            DeviceFetch<float> distance = lane.Fetch(collect.Distance);
            lane.Synchronise();
            index.CopyTo(found.Index);
            distance.CopyTo(found.Distance);
        }
    }
}
