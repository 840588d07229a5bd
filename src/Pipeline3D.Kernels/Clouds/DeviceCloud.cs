using System.Globalization;
using ILGPU;
using Pipeline3D.Geometry;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Clouds;

/// <summary>A cloud that is resident on a device for one item, and its bounds.</summary>
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
    /// <exception cref="ArgumentException">A coordinate is NaN or infinite: it would turn up as a wrong
    /// index.</exception>
    public static DeviceCloud Of(DeviceLane lane, PointCloud cloud)
    {
        DeviceCloud made = WithGaps(lane, cloud);
        return made.Bounds.FirstGap < 0 ? made : throw new ArgumentException(string.Create(
            CultureInfo.InvariantCulture, $"point {made.Bounds.FirstGap} is {cloud[made.Bounds.FirstGap]}; ")
            + "every coordinate must be finite, so drop the invalid points first", nameof(cloud));
    }

    /// <summary>As above, for kernels that pass over what is not finite.</summary>
    public static DeviceCloud WithGaps(DeviceLane lane, PointCloud cloud) => lane.Scope.Resident(cloud, lane, on =>
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

    /// <summary>Another cloud with some points left out, which become (0, 0, 0).</summary>
    /// <param name="lane">The program's lane, while a resident is made.</param>
    /// <param name="source">Where they come from; as many points.</param>
    /// <param name="kept">1 for a point that stays, else 0; shape [n].</param>
    /// <param name="masked">The same on the host.</param>
    public static DeviceCloud Masked(DeviceLane lane, DeviceCloud source, ArrayView<byte> kept, PointCloud masked)
    {
        var made = new DeviceCloud(Rent(lane, masked.Count), CloudBounds.Of(masked));
        lane.Launch(Mask.Points, masked.Count, new Mask { From = source.View, Kept = kept, To = made.View });
        return made;
    }

    private static CloudView Rent(DeviceLane lane, int count) => new(DeviceScope.Keep<float>(lane, count),
        DeviceScope.Keep<float>(lane, count), DeviceScope.Keep<float>(lane, count));
}
