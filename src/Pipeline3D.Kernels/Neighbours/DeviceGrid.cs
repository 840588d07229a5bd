using ILGPU;
using ILGPU.Runtime;
using Pipeline3D.Geometry;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Neighbours;

/// <summary>A resident cloud sorted into the cells of a grid: what neighbours are searched in.</summary>
internal sealed class DeviceGrid
{
    private DeviceGrid(GridView view, int count) => (View, Count) = (view, count);

    /// <summary>The grid as kernels take it.</summary>
    public GridView View { get; }

    /// <summary>Number of points.</summary>
    public int Count { get; }

    /// <summary>The grid of a cloud on the program's device: as it is there, or built now.</summary>
    /// <param name="lane">The program's lane.</param>
    /// <param name="cloud">At least one point, all finite.</param>
    public static DeviceGrid Of(DeviceLane lane, PointCloud cloud) => lane.Scope.Resident(cloud, lane, on =>
    {
        DeviceCloud points = DeviceCloud.Of(on, cloud);
        int count = points.Count;
        CellGridShape shape = CellGridShape.For(points.Bounds);
        ArrayView<int> counts = on.Zeros<int>(shape.Cells);
        on.Launch(GridCount.Run, count, new GridCount { Cloud = points.View, Shape = shape, Counts = counts });
        var grid = new GridView
        {
            Shape = shape,
            Sorted = new CloudView(DeviceScope.Keep<float>(on, count), DeviceScope.Keep<float>(on, count),
                DeviceScope.Keep<float>(on, count)),
            Members = DeviceScope.Keep<int>(on, count),
            Ends = DeviceScope.Keep<int>(on, shape.Cells),
        };
        on.Device.ExclusiveSum(on, counts, grid.Ends);
        on.Launch(GridScatter.Run, count, new GridScatter { Cloud = points.View, Grid = grid });
        return new DeviceGrid(grid, count);
    });
}
