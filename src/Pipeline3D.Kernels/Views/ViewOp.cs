using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Views;

/// <summary>Projection and painting of views on a device.</summary>
/// <remarks>Twins: <see cref="MultiView"/> and <see cref="ViewRenderer"/>, whose cameras, squares and light these
/// are, in double; equal bit by bit where the device does not fuse multiply and add. Where it does, a point within
/// 1e-12 of a pixel's border may fall to its other side and a grey may differ by 1. Cost: three launches, one wait; the
/// cameras are set up on the cores.</remarks>
internal static class ViewOp
{
    /// <summary>Projects a cloud into every view.</summary>
    /// <param name="scope">Where to run.</param>
    /// <param name="cloud">n > 0 finite points.</param>
    /// <param name="setup">The views and their camera.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>One projection per view.</returns>
    /// <exception cref="ArgumentException">The cloud is empty, a point is not finite, or the setup is
    /// wrong.</exception>
    public static ViewProjection[] Project(DeviceScope scope, PointCloud cloud, ViewSetup setup,
        CancellationToken stop = default)
        => Project(scope, cloud, setup, depths: true, stop);

    /// <summary>The same, with depths or without: they are nearly half of what travels to the host.</summary>
    /// <param name="scope">Where to run.</param>
    /// <param name="cloud">n > 0 finite points.</param>
    /// <param name="setup">The views and their camera.</param>
    /// <param name="depths">Whether depths are wanted; else there are none of them.</param>
    /// <param name="stop">Ends the work.</param>
    public static ViewProjection[] Project(DeviceScope scope, PointCloud cloud, ViewSetup setup, bool depths,
        CancellationToken stop)
    {
        ViewProjector[] cameras = Geometry.Views.MultiView.Cameras(cloud, setup, 0, stop);
        ViewProjection[] views = [.. cameras.Select(_ => new ViewProjection(setup.Width, setup.Height,
            GC.AllocateUninitializedArray<int>(cloud.Count), GC.AllocateUninitializedArray<bool>(cloud.Count),
            GC.AllocateUninitializedArray<float>(depths ? cloud.Count : 0)))];
        scope.Run(new ProjectProgram(cloud, cameras, views), stop);
        return views;
    }

    /// <summary>Paints every view as shaded splats.</summary>
    /// <param name="scope">Where to run.</param>
    /// <param name="cloud">n > 0 finite points.</param>
    /// <param name="normals">n finite normals; their sign is free.</param>
    /// <param name="setup">The views and their camera.</param>
    /// <param name="options">How points are painted; null for the defaults.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>One image per view.</returns>
    /// <exception cref="ArgumentException">The lengths differ, the cloud is empty or not finite, or an option is
    /// wrong.</exception>
    public static ViewImage[] Render(DeviceScope scope, PointCloud cloud, PointCloud normals, ViewSetup setup,
        ViewImageOptions? options = null, CancellationToken stop = default)
    {
        options ??= new ViewImageOptions();
        ViewRenderer.Check(cloud, normals, options);
        ViewProjector[] cameras = Geometry.Views.MultiView.Cameras(cloud, setup, 0, stop);
        var extents = new double[cameras.Length];
        Ranges.Run(cameras.Length, 1, (view, _) => extents[view] = cameras[view].ExtentOf(cloud), 0, stop);
        byte[][] greys = Maps(cameras.Length, setup);
        scope.Run(new RenderProgram(cloud, normals, null, cameras, extents, setup, options, greys), stop);
        var images = new ViewImage[greys.Length];
        Ranges.Run(images.Length, 1, (view, _) => images[view] = Coloured(greys[view], setup), 0, stop);
        return images;
    }

    /// <summary>What the views show of labelled points: 255 where the nearest point carries the label, else
    /// 0.</summary>
    /// <param name="scope">Where to run.</param>
    /// <param name="cloud">n > 0 finite points.</param>
    /// <param name="labels">Shape [n].</param>
    /// <param name="setup">The views and their camera.</param>
    /// <param name="splatSize">Side of the square that stands for a point, pixels.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>One map per view, shape [height, width].</returns>
    /// <exception cref="ArgumentException">The lengths differ, the cloud is empty or not finite, or an argument is
    /// wrong.</exception>
    public static byte[][] Labels(DeviceScope scope, PointCloud cloud, bool[] labels, ViewSetup setup,
        double splatSize, CancellationToken stop = default)
    {
        ViewRenderer.CheckLabels(cloud, labels, splatSize);
        ViewProjector[] cameras = Geometry.Views.MultiView.Cameras(cloud, setup, 0, stop);
        byte[][] maps = Maps(cameras.Length, setup);
        scope.Run(new RenderProgram(cloud, cloud, labels, cameras, new double[cameras.Length], setup,
            new ViewImageOptions { SplatSize = splatSize }, maps), stop);
        return maps;
    }

    private static byte[][] Maps(int views, ViewSetup setup) => [.. Enumerable.Range(0, views).Select(_ =>
        GC.AllocateUninitializedArray<byte>(checked(setup.Width * setup.Height)))];

    private static ViewImage Coloured(byte[] grey, ViewSetup setup)
    {
        byte[] rgb = GC.AllocateUninitializedArray<byte>(checked(3 * grey.Length));
        for (int i = 0, j = 0; i < grey.Length; i++, j += 3)
            rgb[j] = rgb[j + 1] = rgb[j + 2] = grey[i];
        return new ViewImage(setup.Width, setup.Height, rgb);
    }

    private static ArrayView<T> Part<T>(ArrayView<T> values, int view, int length)
        where T : unmanaged
        => values.SubView((long)view * length, length);

    private readonly struct ProjectProgram(PointCloud cloud, ViewProjector[] cameras, ViewProjection[] views)
        : IDeviceProgram
    {
        public void Run(DeviceLane lane)
        {
            int count = cloud.Count, all = checked(cameras.Length * count);
            int pixels = checked(views[0].Width * views[0].Height);
            var points = new ViewPoints
            {
                Cloud = DeviceCloud.Of(lane, cloud).View,
                Cameras = lane.Copy<ViewLens>(Array.ConvertAll(cameras, camera => new ViewLens(camera))),
                Pixel = lane.Rent<int>(all),
                Depth = lane.Rent<double>(all),
                RoundedDepth = lane.Rent<float>(all),
                Nearest = lane.Largest<ulong>((long)cameras.Length * pixels),
                Winner = lane.Largest<uint>((long)cameras.Length * pixels),
                Visible = lane.Rent<byte>(all),
                Count = count,
                Pixels = pixels,
            };
            lane.Launch(ViewPoints.Project, all, points);
            lane.Launch(ViewPoints.Claim, all, points);
            lane.Launch(ViewPoints.Flag, all, points);
            ViewProjection[] made = views;
            (DeviceFetch<int> Pixel, DeviceFetch<byte> Visible, DeviceFetch<float> Depth)[] fetches =
                [.. Enumerable.Range(0, views.Length).Select(view => (lane.Fetch(Part(points.Pixel, view, count)),
                    lane.Fetch(Part(points.Visible, view, count)),
                    lane.Fetch(Part(points.RoundedDepth, view, count).SubView(0, made[view].Depth.Length))))];
            lane.Synchronise();
            Ranges.Run(made.Length, 1, (view, _) =>
            {
                fetches[view].Pixel.CopyTo(made[view].Pixel);
                fetches[view].Visible.CopyTo(MemoryMarshal.AsBytes(made[view].Visible.AsSpan()));
                fetches[view].Depth.CopyTo(made[view].Depth);
            }, 0, lane.Stop);
        }
    }

    // Greys of the light, or labels where there are some.
    private readonly struct RenderProgram(PointCloud cloud, PointCloud normals, bool[]? labels, ViewProjector[] cameras,
        double[] extents, ViewSetup setup, ViewImageOptions options, byte[][] greys) : IDeviceProgram
    {
        public void Run(DeviceLane lane)
        {
            int all = checked(cameras.Length * cloud.Count), pixels = checked(cameras.Length * greys[0].Length);
            var squares = new ViewSquares
            {
                Cloud = DeviceCloud.Of(lane, cloud).View,
                Normals = DeviceCloud.Of(lane, normals).View,
                Cameras = lane.Copy<ViewLens>(Array.ConvertAll(cameras, camera => new ViewLens(camera))),
                Extents = lane.Copy<double>(extents),
                Squares = lane.Rent<ViewSquare>(all),
                Nearest = lane.Largest<ulong>(pixels),
                Winner = lane.Largest<uint>(pixels),
                Image = lane.Rent<byte>(pixels),
                Count = cloud.Count,
                Width = setup.Width,
                Height = setup.Height,
                Size = options.SplatSize,
                Grey = options.Grey,
                Light = options.Light,
                Background = options.Background,
            };
            squares.Labels = labels is null ? squares.Image
                : lane.Copy<byte>(MemoryMarshal.AsBytes(labels.AsSpan()));
            lane.Launch(ViewSquares.Cover, all, squares);
            lane.Launch(ViewSquares.Claim, all, squares);
            if (labels is null)
                lane.Launch(ViewSquares.Shade, pixels, squares);
            else
                lane.Launch(ViewSquares.Label, pixels, squares);
            int size = greys[0].Length;
            DeviceFetch<byte>[] fetches =
                [.. greys.Select((_, view) => lane.Fetch(Part(squares.Image, view, size)))];
            lane.Synchronise();
            for (int view = 0; view < greys.Length; view++)
                fetches[view].CopyTo(greys[view]);
        }
    }
}
