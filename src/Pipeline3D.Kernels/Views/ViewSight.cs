using System.Runtime.InteropServices;
using ILGPU;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Views;

/// <summary>Which points the views see, and where, on a device.</summary>
internal struct ViewSight
{
    /// <summary>Pixel of every point; shape [Views, Points].</summary>
    public ArrayView<int> Pixel;

    /// <summary>Not 0 where a view sees a point; shape [Views, Points].</summary>
    public ArrayView<byte> Visible;

    /// <summary>First pixel of every view in an array over all of their maps; shape [Views].</summary>
    public ArrayView<long> Starts;

    /// <summary>Number of views.</summary>
    public int Views;

    /// <summary>Number of points.</summary>
    public int Points;

    /// <summary>Copies projections of n points.</summary>
    /// <returns>The copy, and the number of pixels of all views.</returns>
    public static (ViewSight Sight, int Pixels) Of(DeviceLane lane, IReadOnlyList<ViewProjection> views, int points)
    {
        int all = checked(views.Count * points);
        var sight = new ViewSight
        {
            Pixel = lane.Rent<int>(all),
            Visible = lane.Rent<byte>(all),
            Views = views.Count,
            Points = points,
        };
        var starts = new long[views.Count];
        int pixels = 0;
        for (int k = 0; k < views.Count; k++)
        {
            lane.Upload<int>(views[k].Pixel, sight.Pixel.SubView((long)k * points, points));
            lane.Upload<byte>(MemoryMarshal.AsBytes(views[k].Visible.AsSpan()),
                sight.Visible.SubView((long)k * points, points));
            starts[k] = pixels;
            pixels = checked(pixels + (views[k].Width * views[k].Height));
        }
        sight.Starts = lane.Copy<long>(starts);
        return (sight, pixels);
    }
}
