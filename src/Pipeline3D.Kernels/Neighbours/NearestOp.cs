using ILGPU;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Neighbours;

/// <summary>Neighbour search on a device, through a uniform grid that stays resident with its cloud.</summary>
/// <remarks>Twin: <see cref="KdTree"/>, equal bit by bit where the device does not fuse multiply and add. Meant for
/// clouds of even density; a far outlier makes the cells large and the search slow, never wrong.</remarks>
internal static class NearestOp
{
    /// <summary>The k nearest neighbours of a cloud's own points.</summary>
    /// <param name="scope">Where to run.</param>
    /// <param name="cloud">n finite points.</param>
    /// <param name="k">Neighbours per point, from 1 to n, or n - 1 without the point itself.</param>
    /// <param name="includeSelf">Whether a point is its own neighbour.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Row i belongs to point i; ascending by distance, ties by the lower index.</returns>
    /// <exception cref="ArgumentException">k is out of range, or a coordinate is not finite.</exception>
    public static NearestNeighbours Search(DeviceScope scope, PointCloud cloud, int k, bool includeSelf = false,
        CancellationToken stop = default)
    {
        if (cloud.Count == 0)
            return new NearestNeighbours(0, k, [], []);
        Require.Range(k, 1, includeSelf ? cloud.Count : cloud.Count - 1);
        NearestNeighbours found = Empty(cloud.Count, k);
        scope.Run(new SelfProgram(cloud, !includeSelf, found), stop);
        return found;
    }

    /// <summary>The k nearest points of other places.</summary>
    /// <param name="scope">Where to run.</param>
    /// <param name="cloud">n finite points.</param>
    /// <param name="queries">q finite places.</param>
    /// <param name="k">Neighbours per place, from 1 to n.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Row i belongs to place i; ascending by distance, ties by the lower index.</returns>
    /// <exception cref="ArgumentException">k is out of range, or a coordinate is not finite.</exception>
    public static NearestNeighbours Search(DeviceScope scope, PointCloud cloud, PointCloud queries, int k,
        CancellationToken stop = default)
    {
        if (queries.Count == 0)
            return new NearestNeighbours(0, k, [], []);
        Require.Range(k, 1, cloud.Count);
        NearestNeighbours found = Empty(queries.Count, k);
        scope.Run(new Program(cloud, queries, found), stop);
        return found;
    }

    /// <summary>How many points lie within a radius of every point, itself included.</summary>
    /// <param name="scope">Where to run.</param>
    /// <param name="cloud">n finite points; none is allowed.</param>
    /// <param name="radius">At most this distance counts; in the unit of the coordinates.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [n].</returns>
    /// <exception cref="ArgumentException">The radius is wrong, or a coordinate is not finite.</exception>
    public static int[] CountWithin(DeviceScope scope, PointCloud cloud, double radius,
        CancellationToken stop = default)
    {
        Require.Positive(radius);
        int[] counts = GC.AllocateUninitializedArray<int>(cloud.Count);
        if (counts.Length > 0)
            scope.Run(new CountProgram(cloud, radius, counts), stop);
        return counts;
    }

    private static NearestNeighbours Empty(int queries, int k)
        => new(queries, k, GC.AllocateUninitializedArray<int>(checked(queries * k)),
            GC.AllocateUninitializedArray<float>(checked(queries * k)));

    private static void Collect(DeviceLane lane, ArrayView<ulong> keys, ArrayView<int> members, NearestNeighbours found)
    {
        var collect = new NearestCollect
        {
            Keys = keys,
            Members = members,
            Index = lane.Rent<int>(found.Index.Length),
            Distance = lane.Rent<float>(found.Index.Length),
            Count = found.Queries,
            K = found.PerQuery,
        };
        lane.Launch(NearestCollect.Run, found.Index.Length, collect);
        DeviceFetch<int> index = lane.Fetch(collect.Index);
        DeviceFetch<float> distance = lane.Fetch(collect.Distance);
        lane.Synchronise();
        index.CopyTo(found.Index);
        distance.CopyTo(found.Distance);
    }

    private readonly struct SelfProgram(PointCloud cloud, bool skipSelf, NearestNeighbours found) : IDeviceProgram
    {
        public void Run(DeviceLane lane)
        {
            DeviceGrid grid = DeviceGrid.Of(lane, cloud);
            Collect(lane, DeviceNeighbours.Search(lane, grid, found.PerQuery, skipSelf).Keys, grid.View.Members, found);
        }
    }

    private readonly struct Program(PointCloud cloud, PointCloud queries, NearestNeighbours found) : IDeviceProgram
    {
        public void Run(DeviceLane lane)
        {
            DeviceGrid grid = DeviceGrid.Of(lane, cloud);
            var search = new NearestSearch
            {
                Grid = grid.View,
                Queries = DeviceCloud.Of(lane, queries).View,
                Keys = lane.Rent<ulong>(found.Index.Length),
                Count = queries.Count,
                K = found.PerQuery,
                Limit = CellShells.Empty - 1,
            };
            NearestSearch.Launch(lane, search);
            Collect(lane, search.Keys, ArrayView<int>.Empty, found);
        }
    }

    private readonly struct CountProgram(PointCloud cloud, double radius, int[] counts) : IDeviceProgram
    {
        public void Run(DeviceLane lane)
        {
            DeviceGrid grid = DeviceGrid.Of(lane, cloud);
            var count = new RadiusCount
            {
                Grid = grid.View,
                Counts = lane.Rent<int>(counts.Length),
                Radius = (float)radius,
                Squared = (float)(radius * radius),
            };
            lane.Launch(RadiusCount.Run, counts.Length, count);
            lane.Download(count.Counts, counts);
        }
    }
}
