using ILGPU;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Neighbours;

/// <summary>Neighbours of a grid's own points, in the order of its slots, until the program ends.</summary>
/// <param name="Keys">Shape [K, n] as <see cref="NearestSearch.Keys"/>.</param>
/// <param name="K">Slots per point.</param>
internal readonly record struct DeviceNeighbours(ArrayView<ulong> Keys, int K)
{
    /// <summary>At most k nearest points within a radius, the point itself included.</summary>
    /// <param name="lane">The program's lane.</param>
    /// <param name="grid">The points.</param>
    /// <param name="k">At most so many.</param>
    /// <param name="radius">Points exactly so far count; in the unit of the coordinates.</param>
    public static DeviceNeighbours Within(DeviceLane lane, DeviceGrid grid, int k, double radius)
    {
        // The key of the radius with the highest index: every point not farther has a key not above it.
        ulong limit = SortKey.ForMinimum((float)(radius * radius), -1);
        return Search(lane, grid, Math.Min(k, grid.Count), skipSelf: false, limit);
    }

    /// <summary>The k nearest points.</summary>
    public static DeviceNeighbours Search(DeviceLane lane, DeviceGrid grid, int k, bool skipSelf,
        ulong limit = CellShells.Empty - 1)
    {
        ArrayView<ulong> keys = lane.Rent<ulong>((long)k * grid.Count);
        NearestSearch.Launch(lane, new NearestSearch
        {
            Grid = grid.View,
            Queries = grid.View.Sorted,
            Keys = keys,
            Count = grid.Count,
            K = k,
            SkipSelf = skipSelf ? 1 : 0,
            Limit = limit,
        });
        return new DeviceNeighbours(keys, k);
    }
}
