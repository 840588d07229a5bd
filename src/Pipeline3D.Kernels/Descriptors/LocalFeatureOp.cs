namespace Pipeline3D.Kernels;

/// <summary>3D-ST's local feature aggregation on a device.</summary>
/// <remarks>Twin: the fused vector form in Detection; equal to float tolerance, as sums there are fused multiply-adds.
/// </remarks>
public static class LocalFeatureOp
{
    /// <summary>Forward: out_i = mean over the neighbours j of [ LeakyReLU(W g_ij + b) || f_j ].</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="points">n points.</param>
    /// <param name="neighbours">Shape [n, k]; indices of points.</param>
    /// <param name="distances">Shape [n, k]; in the unit of the coordinates.</param>
    /// <param name="scale">One unit of the network in the unit of the coordinates; above 0.</param>
    /// <param name="weight">Shape [c, 4].</param>
    /// <param name="bias">Shape [c].</param>
    /// <param name="slope">Slope of LeakyReLU below zero.</param>
    /// <param name="feature">Shape [n, c].</param>
    /// <param name="output">Shape [n, 2c]; overwritten.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">A length or an argument is wrong.</exception>
    public static void Forward(IDevice device, PointSpans points, ReadOnlySpan<int> neighbours,
        ReadOnlySpan<float> distances, double scale, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, float slope,
        ReadOnlySpan<float> feature, Span<float> output, CancellationToken stop = default)
    {
        Require.Positive(scale);
        ArgumentOutOfRangeException.ThrowIfZero(points.Count);
        int n = points.Count, k = neighbours.Length / n, c = bias.Length;
        Require.Length(neighbours.Length, (long)n * k, nameof(neighbours));
        Require.Length(distances.Length, neighbours.Length, nameof(distances));
        Require.Length(weight.Length, 4L * c, nameof(weight));
        Require.Length(feature.Length, (long)n * c, nameof(feature));
        Require.Length(output.Length, 2L * n * c, nameof(output));
        foreach (int index in neighbours)
            Require.Range(index, 0, n - 1, nameof(neighbours));
        device.Run(new Program(points, neighbours, distances, (float)(1 / scale), weight, bias, slope, feature, output),
            stop);
    }

    /// <summary>Backward for the feature: df_m = (1/k) sum of the feature halves of the gradients of all points that
    /// have m as a neighbour.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="starts">Shape [n + 1]: first slot of every point in <paramref name="sources"/>, and the
    /// end.</param>
    /// <param name="sources">Shape [n * k]: the points that have a point as a neighbour, by that point.</param>
    /// <param name="width">Channels c of either half.</param>
    /// <param name="upstream">Shape [n, 2c].</param>
    /// <param name="gradient">Shape [n, c]; overwritten.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">A length or an index is wrong.</exception>
    public static void FeatureGradient(IDevice device, ReadOnlySpan<int> starts, ReadOnlySpan<int> sources, int width,
        ReadOnlySpan<float> upstream, Span<float> gradient, CancellationToken stop = default)
    {
        int n = starts.Length - 1;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n, nameof(starts));
        Require.Length(upstream.Length, 2L * n * width, nameof(upstream));
        Require.Length(gradient.Length, (long)n * width, nameof(gradient));
        for (int i = 0; i < n; i++)
            Require.Range(starts[i + 1], starts[i], sources.Length, nameof(starts));
        foreach (int source in sources)
            Require.Range(source, 0, n - 1, nameof(sources));
        device.Run(new Backward(starts, sources, width, upstream, gradient), stop);
    }

    private readonly ref struct Backward(ReadOnlySpan<int> starts, ReadOnlySpan<int> sources, int width,
        ReadOnlySpan<float> upstream, Span<float> gradient) : IDeviceProgram
    {
        private readonly ReadOnlySpan<int> _starts = starts, _sources = sources;
        private readonly ReadOnlySpan<float> _upstream = upstream;
        private readonly Span<float> _gradient = gradient;

        public void Run<TF, TI, TU>(IDeviceQueue<TF, TI, TU> queue)
            where TF : struct, IBuffer<float>
            where TI : struct, IAtomicInt32
            where TU : struct, IAtomicUInt64
        {
            var kernel = new LocalFeatureGradientKernel<TF, TI>
            {
                Starts = queue.Ints.Copy(_starts),
                Sources = queue.Ints.Copy(_sources),
                Upstream = queue.Floats.Copy(_upstream),
                Gradient = queue.Floats.Rent(_gradient.Length),
                K = _sources.Length / (_starts.Length - 1),
                Width = width,
            };
            queue.Launch(_gradient.Length, kernel);
            queue.Floats.Download(kernel.Gradient, _gradient);
        }
    }

    private readonly ref struct Program(PointSpans points, ReadOnlySpan<int> neighbours, ReadOnlySpan<float> distances,
        float inverse, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, float slope, ReadOnlySpan<float> feature,
        Span<float> output) : IDeviceProgram
    {
        private readonly PointSpans _points = points;
        private readonly ReadOnlySpan<int> _neighbours = neighbours;
        private readonly ReadOnlySpan<float> _distances = distances, _weight = weight, _bias = bias, _feature = feature;
        private readonly Span<float> _output = output;

        public void Run<TF, TI, TU>(IDeviceQueue<TF, TI, TU> queue)
            where TF : struct, IBuffer<float>
            where TI : struct, IAtomicInt32
            where TU : struct, IAtomicUInt64
        {
            var kernel = new LocalFeatureKernel<TF, TI>
            {
                Neighbours = queue.Ints.Copy(_neighbours),
                Distances = queue.Floats.Copy(_distances),
                Weight = queue.Floats.Copy(_weight),
                Bias = queue.Floats.Copy(_bias),
                Feature = queue.Floats.Copy(_feature),
                Output = queue.Floats.Rent(_output.Length),
                K = _neighbours.Length / _points.Count,
                Width = _bias.Length,
                Inverse = inverse,
                Slope = slope,
            };
            (kernel.X, kernel.Y, kernel.Z) = queue.Copy(_points);
            queue.Launch(_feature.Length, kernel);
            queue.Floats.Download(kernel.Output, _output);
        }
    }
}
