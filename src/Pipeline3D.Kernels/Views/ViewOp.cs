using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels;

/// <summary>Projection and painting of views on a device.</summary>
/// <remarks>Twins: <see cref="Geometry.Views"/> and <see cref="ViewRenderer"/>, which compute in double. Here a point's
/// image place is float32: off by up to 1e-3 pixels at 336, so a point that close to a pixel's border may fall into
/// the next one, and two points whose depths agree to 1e-6 may swap; greys differ by at most 1.</remarks>
public static class ViewOp
{
    /// <summary>Projects a cloud into every view.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="points">n > 0 points.</param>
    /// <param name="setup">The views v and their camera.</param>
    /// <param name="pixel">Shape [v, n]: row * Width + column; points outside stick to the border; overwritten.</param>
    /// <param name="visible">Shape [v, n]: 1 for the nearest point of its pixel, the lowest index on a tie, else 0;
    /// overwritten.</param>
    /// <param name="depth">Shape [v, n]: distance along the camera's axis, in the unit of the coordinates;
    /// overwritten.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">A length or the setup is wrong, or there are no points.</exception>
    public static void Project(IDevice device, PointSpans points, ViewSetup setup, Span<int> pixel, Span<int> visible,
        Span<float> depth, CancellationToken stop = default)
    {
        float[] cameras = Cameras(points, setup);
        long length = (long)setup.Angles.Length * points.Count;
        Require.Length(pixel.Length, length, nameof(pixel));
        Require.Length(visible.Length, length, nameof(visible));
        Require.Length(depth.Length, length, nameof(depth));
        device.Run(new ProjectProgram(points, setup, cameras, pixel, visible, depth), stop);
    }

    /// <summary>Paints every view as shaded splats.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="points">n > 0 points.</param>
    /// <param name="normals">n unit normals; their sign is free.</param>
    /// <param name="setup">The views v and their camera.</param>
    /// <param name="options">How points are painted.</param>
    /// <param name="grey">Shape [v, Height, Width]: grey of every pixel; overwritten.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">A length, option or the setup is wrong, or there are no
    /// points.</exception>
    public static void Render(IDevice device, PointSpans points, PointSpans normals, ViewSetup setup,
        ViewImageOptions options, Span<byte> grey, CancellationToken stop = default)
    {
        float[] cameras = Cameras(points, setup);
        Require.Length(normals.Count, points.Count, nameof(normals));
        Require.Length(grey.Length, (long)setup.Angles.Length * setup.Width * setup.Height, nameof(grey));
        Require.Positive(options.SplatSize);
        if (!(options.Grey is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(options), options.Grey, "the grey must be from 0 to 1");
        device.Run(new RenderProgram(points, normals, setup, options, cameras, grey), stop);
    }

    private static float[] Cameras(PointSpans points, ViewSetup setup) => points.Count > 0
        ? CameraRows.Of(points, setup)
        : throw new ArgumentException("a cloud without points has no views", nameof(points));

    private readonly ref struct ProjectProgram(PointSpans points, ViewSetup setup, float[] cameras, Span<int> pixel,
        Span<int> visible, Span<float> depth) : IDeviceProgram
    {
        private readonly PointSpans _points = points;
        private readonly Span<int> _pixel = pixel, _visible = visible;
        private readonly Span<float> _depth = depth;

        public void Run<TF, TI, TU>(IDeviceQueue<TF, TI, TU> queue)
            where TF : struct, IBuffer<float>
            where TI : struct, IAtomicInt32
            where TU : struct, IAtomicUInt64
        {
            int pixels = checked(setup.Width * setup.Height);
            var kernel = new ViewProjectionKernel<TF, TI, TU>
            {
                Cameras = queue.Floats.Copy(cameras),
                Pixel = queue.Ints.Rent(_pixel.Length),
                Depth = queue.Floats.Rent(_depth.Length),
                Nearest = queue.FilledKeys(checked(setup.Angles.Length * pixels), NeighbourSlots.Empty),
                Width = setup.Width,
                Height = setup.Height,
            };
            (kernel.X, kernel.Y, kernel.Z) = queue.Copy(_points);
            queue.Launch(_pixel.Length, kernel);
            var visibility = new ViewVisibilityKernel<TI, TU>
            {
                Pixel = kernel.Pixel,
                Nearest = kernel.Nearest,
                Visible = queue.Ints.Rent(_visible.Length),
                Points = _points.Count,
                Pixels = pixels,
            };
            queue.Launch(_visible.Length, visibility);
            queue.Ints.Download(kernel.Pixel, _pixel);
            queue.Floats.Download(kernel.Depth, _depth);
            queue.Ints.Download(visibility.Visible, _visible);
        }
    }

    private readonly ref struct RenderProgram(PointSpans points, PointSpans normals, ViewSetup setup,
        ViewImageOptions options, float[] cameras, Span<byte> grey) : IDeviceProgram
    {
        private readonly PointSpans _points = points, _normals = normals;
        private readonly Span<byte> _grey = grey;

        public void Run<TF, TI, TU>(IDeviceQueue<TF, TI, TU> queue)
            where TF : struct, IBuffer<float>
            where TI : struct, IAtomicInt32
            where TU : struct, IAtomicUInt64
        {
            var splat = new ViewSplatKernel<TF, TU>
            {
                Cameras = queue.Floats.Copy(cameras),
                Nearest = queue.FilledKeys(_grey.Length, NeighbourSlots.Empty),
                Width = setup.Width,
                Height = setup.Height,
                SplatSize = (float)options.SplatSize,
            };
            (splat.X, splat.Y, splat.Z) = queue.Copy(_points);
            queue.Launch(checked(setup.Angles.Length * _points.Count), splat);
            var shade = new ViewShadeKernel<TF, TI, TU>
            {
                X = splat.X,
                Y = splat.Y,
                Z = splat.Z,
                Cameras = splat.Cameras,
                Nearest = splat.Nearest,
                Image = queue.Ints.Rent(_grey.Length),
                Pixels = setup.Width * setup.Height,
                Background = options.Background,
                Grey = (float)options.Grey,
            };
            (shade.NormalX, shade.NormalY, shade.NormalZ) = queue.Copy(_normals);
            queue.Launch(_grey.Length, shade);
            var image = new int[_grey.Length];
            queue.Ints.Download(shade.Image, image);
            for (int i = 0; i < image.Length; i++)
                _grey[i] = (byte)image[i];
        }
    }
}
