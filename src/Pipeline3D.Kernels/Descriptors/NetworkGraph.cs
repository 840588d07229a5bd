using ILGPU;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Descriptors;

/// <summary>A cloud with neighbours of every point, as descriptor networks take it.</summary>
/// <param name="Points">n points.</param>
/// <param name="Order">Shape [n]: where the result of every point belongs; each number below n once.</param>
/// <param name="PerPoint">Neighbours per point k.</param>
/// <param name="Index">Shape [n, k]: the neighbours.</param>
/// <param name="Distance">Shape [n, k]: their distances, in the unit of the coordinates.</param>
/// <remarks>Points and lists stay on the device for the item: the same objects are not copied again.</remarks>
public sealed record NetworkGraph(PointCloud Points, int[] Order, int PerPoint, int[] Index, float[] Distance)
{
    /// <summary>Fails unless the lengths fit.</summary>
    internal void Check()
    {
        Require.Range(PerPoint, 1, Math.Max(1, Points.Count));
        Require.Length(Order.Length, Points.Count, "[points]", nameof(Order));
        Require.Length(Index.Length, (long)Points.Count * PerPoint, "[points, neighbours]", nameof(Index));
        Require.Length(Distance.Length, Index.Length, "[points, neighbours]", nameof(Distance));
    }

    internal DeviceGraph On(DeviceLane lane)
    {
        CloudView points = DeviceCloud.Of(lane, Points).View;
        return new DeviceGraph
        {
            Points = points,
            Index = Indices(lane, Index, "neighbour"),
            Distance = lane.Scope.Resident(Distance, lane, on => new Floats(Kept<float>(on, Distance))).View,
            Order = Indices(lane, Order, "place"),
            PerPoint = PerPoint,
        };
    }

    private ArrayView<int> Indices(DeviceLane lane, int[] values, string what)
        => lane.Scope.Resident(values, lane, on =>
        {
            // A device would read beyond its memory.
            for (int i = 0; i < values.Length; i++)
                if ((uint)values[i] >= (uint)Points.Count)
                    throw new ArgumentException($"{what} {i} is {values[i]}; there are {Points.Count} points from 0");
            return new Integers(Kept<int>(on, values));
        }).View;

    private static ArrayView<T> Kept<T>(DeviceLane lane, T[] values)
        where T : unmanaged
    {
        ArrayView<T> view = DeviceScope.Keep<T>(lane, values.Length);
        lane.Upload<T>(values, view);
        return view;
    }

    private sealed record Integers(ArrayView<int> View);

    private sealed record Floats(ArrayView<float> View);
}

/// <summary>The same on a device.</summary>
internal struct DeviceGraph
{
    public CloudView Points;
    public ArrayView<int> Index, Order;
    public ArrayView<float> Distance;
    public int PerPoint;
}
