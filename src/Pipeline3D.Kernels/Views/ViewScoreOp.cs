using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels;

/// <summary>Brings scores from views to points and back on a device.</summary>
/// <remarks>Twin of the way to the points: <see cref="Geometry.Views.BackProject"/>, which sums in double; here the sum
/// is float32, equal within 1e-6 of the largest score for up to some ten views.</remarks>
public static class ViewScoreOp
{
    /// <summary>Mean score of every point over the views that see it.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="pixel">Shape [v, n]: pixel of every point, from 0 to <paramref name="pixels"/> - 1.</param>
    /// <param name="visible">Shape [v, n]: 0 where a view does not see the point.</param>
    /// <param name="maps">Shape [v, pixels]: higher = more anomalous; finite.</param>
    /// <param name="pixels">Pixels of a map, above 0.</param>
    /// <param name="scores">Shape [n]: 0 for a point that no view sees; overwritten.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">A length, pixel or value is wrong.</exception>
    public static void Gather(IDevice device, ReadOnlySpan<int> pixel, ReadOnlySpan<int> visible,
        ReadOnlySpan<float> maps, int pixels, Span<float> scores, CancellationToken stop = default)
    {
        int views = Check(pixel, visible, maps.Length, pixels, scores.Length);
        Require.Finite(maps);
        if (scores.Length > 0)
            device.Run(new GatherProgram(pixel, visible, maps, views, pixels, scores), stop);
    }

    /// <summary>Writes the points' scores into the views that see them; of several points the lowest index.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="pixel">Shape [v, n]: pixel of every point, from 0 to <paramref name="pixels"/> - 1.</param>
    /// <param name="visible">Shape [v, n]: 0 where a view does not see the point.</param>
    /// <param name="scores">Shape [n]; finite.</param>
    /// <param name="pixels">Pixels of a map, above 0.</param>
    /// <param name="background">Value of pixels without a point.</param>
    /// <param name="maps">Shape [v, pixels]; overwritten.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">A length, pixel or value is wrong.</exception>
    public static void Scatter(IDevice device, ReadOnlySpan<int> pixel, ReadOnlySpan<int> visible,
        ReadOnlySpan<float> scores, int pixels, float background, Span<float> maps, CancellationToken stop = default)
    {
        Check(pixel, visible, maps.Length, pixels, scores.Length);
        Require.Finite(scores);
        if (maps.Length > 0)
            device.Run(new ScatterProgram(pixel, visible, scores, pixels, background, maps), stop);
    }

    private static int Check(
        ReadOnlySpan<int> pixel, ReadOnlySpan<int> visible, int maps, int pixels, int points)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pixels);
        int views = maps / pixels;
        Require.Length(maps, (long)views * pixels, nameof(maps));
        Require.Length(pixel.Length, (long)views * points, nameof(pixel));
        Require.Length(visible.Length, pixel.Length, nameof(visible));
        for (int i = 0; i < pixel.Length; i++)
            if ((uint)pixel[i] >= (uint)pixels)
                throw new ArgumentException(
                    $"value {i} is {pixel[i]}, outside a map of {pixels} pixels", nameof(pixel));
        return views;
    }

    private readonly ref struct GatherProgram(ReadOnlySpan<int> pixel, ReadOnlySpan<int> visible,
        ReadOnlySpan<float> maps, int views, int pixels, Span<float> scores) : IDeviceProgram
    {
        private readonly ReadOnlySpan<int> _pixel = pixel, _visible = visible;
        private readonly ReadOnlySpan<float> _maps = maps;
        private readonly Span<float> _scores = scores;

        public void Run<TF, TI, TU>(IDeviceQueue<TF, TI, TU> queue)
            where TF : struct, IBuffer<float>
            where TI : struct, IAtomicInt32
            where TU : struct, IAtomicUInt64
        {
            var kernel = new ViewGatherKernel<TF, TI>
            {
                Pixel = queue.Ints.Copy(_pixel),
                Visible = queue.Ints.Copy(_visible),
                Maps = queue.Floats.Copy(_maps),
                Scores = queue.Floats.Rent(_scores.Length),
                Views = views,
                Pixels = pixels,
            };
            queue.Launch(_scores.Length, kernel);
            queue.Floats.Download(kernel.Scores, _scores);
        }
    }

    private readonly ref struct ScatterProgram(ReadOnlySpan<int> pixel, ReadOnlySpan<int> visible,
        ReadOnlySpan<float> scores, int pixels, float background, Span<float> maps) : IDeviceProgram
    {
        private readonly ReadOnlySpan<int> _pixel = pixel, _visible = visible;
        private readonly ReadOnlySpan<float> _scores = scores;
        private readonly Span<float> _maps = maps;

        public void Run<TF, TI, TU>(IDeviceQueue<TF, TI, TU> queue)
            where TF : struct, IBuffer<float>
            where TI : struct, IAtomicInt32
            where TU : struct, IAtomicUInt64
        {
            TU claims = queue.FilledKeys(_maps.Length, NeighbourSlots.Empty);
            queue.Launch(_pixel.Length, new ViewClaimKernel<TI, TU>
            {
                Pixel = queue.Ints.Copy(_pixel),
                Visible = queue.Ints.Copy(_visible),
                Claims = claims,
                Points = _scores.Length,
                Pixels = pixels,
            });
            var kernel = new ViewScatterKernel<TF, TU>
            {
                Scores = queue.Floats.Copy(_scores),
                Claims = claims,
                Maps = queue.Floats.Rent(_maps.Length),
                Background = background,
            };
            queue.Launch(_maps.Length, kernel);
            queue.Floats.Download(kernel.Maps, _maps);
        }
    }
}
