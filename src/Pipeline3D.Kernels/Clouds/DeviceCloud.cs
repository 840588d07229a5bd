using System.Globalization;
using ILGPU;
using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels;

/// <summary>A cloud that is resident on a device for one item, and its bounds.</summary>
/// <remarks>All coordinates are finite: a NaN would turn up as a wrong index on a device.</remarks>
internal sealed class DeviceCloud
{
    private DeviceCloud(CloudView view, CloudBounds bounds) => (View, Bounds) = (view, bounds);

    /// <summary>The coordinates.</summary>
    public CloudView View { get; }

    /// <summary>Least and largest coordinates.</summary>
    public CloudBounds Bounds { get; }

    /// <summary>Number of points.</summary>
    public int Count => Bounds.Count;

    /// <summary>The cloud on the program's device: as it is there, or copied now.</summary>
    /// <exception cref="ArgumentException">A coordinate is NaN or infinite.</exception>
    public static DeviceCloud Of(DeviceLane lane, PointCloud cloud) => lane.Scope.Resident(cloud, lane, on =>
    {
        CloudBounds bounds = CloudBounds.Of(cloud);
        CloudView view = Rent(on, cloud.Count);
        on.Upload(cloud.X, view.X);
        on.Upload(cloud.Y, view.Y);
        on.Upload(cloud.Z, view.Z);
        return new DeviceCloud(view, bounds);
    });

    /// <summary>The chosen points of another cloud; the coordinates do not travel.</summary>
    /// <param name="lane">The program's lane, while a resident is made.</param>
    /// <param name="source">Where they come from.</param>
    /// <param name="order">Points of it.</param>
    /// <param name="chosen">The same on the host.</param>
    public static DeviceCloud Gathered(DeviceLane lane, DeviceCloud source, ArrayView<int> order, PointCloud chosen)
    {
        var made = new DeviceCloud(Rent(lane, chosen.Count), CloudBounds.Of(chosen));
        lane.Launch(Gather.Points, chosen.Count, new Gather { From = source.View, Order = order, To = made.View });
        return made;
    }

    /// <summary>A cloud that a kernel of the caller fills.</summary>
    /// <param name="lane">The program's lane, while a resident is made.</param>
    /// <param name="cloud">The same on the host.</param>
    public static DeviceCloud Unfilled(DeviceLane lane, PointCloud cloud)
        => new(Rent(lane, cloud.Count), CloudBounds.Of(cloud));

    private static CloudView Rent(DeviceLane lane, int count) => new(DeviceScope.Keep<float>(lane, count),
        DeviceScope.Keep<float>(lane, count), DeviceScope.Keep<float>(lane, count));
}

/// <summary>The box of a cloud, and how many points it has.</summary>
internal readonly record struct CloudBounds(int Count, Float3 Low, Float3 High)
{
    /// <summary>Looks at all points. Cost: one pass.</summary>
    /// <exception cref="ArgumentException">A coordinate is NaN or infinite.</exception>
    public static CloudBounds Of(PointCloud cloud)
    {
        (float lowX, float highX) = Reach(cloud.X, "x");
        (float lowY, float highY) = Reach(cloud.Y, "y");
        (float lowZ, float highZ) = Reach(cloud.Z, "z");
        return new(cloud.Count, new(lowX, lowY, lowZ), new(highX, highY, highZ));
    }

    private static (float Low, float High) Reach(ReadOnlySpan<float> values, string axis)
    {
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"{axis} of point {i} is {values[i]}; every coordinate must be finite, so drop the invalid points "
                    + $"first"), nameof(values));
            low = MathF.Min(low, values[i]);
            high = MathF.Max(high, values[i]);
        }
        return (low, high);
    }
}
