using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels;

/// <summary>Harmonic interpolation of sparse scores by sweeps on a device.</summary>
/// <remarks>Twin: <see cref="HarmonicInterpolation"/>, which solves the same equations by multigrid in double and is
/// the one to use on the host. Sweeps are what a GPU is good at: their number grows with the distance to the nearest
/// score, each costs one pass. Float32: about 1e-5 of the range is the best accuracy.</remarks>
public static class HarmonicOp
{
    // A look at the residual costs a launch and a round trip to the host.
    private const int SweepsPerCheck = 32;

    /// <summary>Fills the pixels without a score.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="known">Shape [k]: pixels of the domain with a score as row * width + column, each at most
    /// once.</param>
    /// <param name="values">Shape [k]: their scores; finite.</param>
    /// <param name="domain">Shape [height, width]: the pixels to fill; empty for all.</param>
    /// <param name="options">How to iterate.</param>
    /// <param name="filled">Shape [height, width]: scores kept bit by bit, others between the least and the largest
    /// score; the least outside the domain and where no score is connected; all 0 without any score;
    /// overwritten.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Whether it converged; a caller that needs the tolerance must look.</returns>
    /// <exception cref="ArgumentException">A pixel is outside the domain or twice, or a length, value or option is
    /// wrong.</exception>
    public static HarmonicSweepResult Fill(IDevice device, int height, int width, ReadOnlySpan<int> known,
        ReadOnlySpan<float> values, ReadOnlySpan<bool> domain, HarmonicSweepOptions options, Span<float> filled,
        CancellationToken stop = default)
    {
        options.Check();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        Require.Length(filled.Length, (long)height * width, nameof(filled));
        Require.Length(values.Length, known.Length, nameof(values));
        Require.Finite(values);
        filled.Clear();
        int[] kinds = HarmonicDomain.Kinds(filled.Length, width, known, domain);
        if (known.Length == 0)
            return new HarmonicSweepResult(0, 0, true);
        (float least, float largest, double sum) = (values[0], values[0], 0);
        foreach (float value in values)
            (least, largest, sum) = (MathF.Min(least, value), MathF.Max(largest, value), sum + value);
        for (int i = 0; i < filled.Length; i++)
            filled[i] = kinds[i] == HarmonicPixel.Unknown ? (float)(sum / values.Length) : least;
        for (int i = 0; i < known.Length; i++)
            filled[known[i]] = values[i];
        Span<HarmonicSweepResult> result = [new(0, 0, true)];
        float goal = (float)(options.Tolerance * ((double)largest - least));
        if (Array.IndexOf(kinds, HarmonicPixel.Unknown) >= 0)
            device.Run(new Program(kinds, width, options, goal, filled, result), stop);
        for (int i = 0; i < filled.Length; i++)
            filled[i] = Math.Clamp(filled[i], least, largest);
        return result[0];
    }

    private readonly ref struct Program(int[] kinds, int width, HarmonicSweepOptions options, float goal,
        Span<float> filled, Span<HarmonicSweepResult> result) : IDeviceProgram
    {
        private readonly Span<float> _filled = filled;
        private readonly Span<HarmonicSweepResult> _result = result;

        public void Run<TF, TI, TU>(IDeviceQueue<TF, TI, TU> queue)
            where TF : struct, IBuffer<float>
            where TI : struct, IAtomicInt32
            where TU : struct, IAtomicUInt64
        {
            TI pixels = queue.Ints.Copy(kinds);
            TF values = queue.Floats.Copy(_filled), other = queue.Floats.Rent(_filled.Length);
            TU largest = queue.Keys.Rent(1);
            int sweeps = 0;
            float residual;
            do
            {
                int end = Math.Min(sweeps + SweepsPerCheck, options.MaxSweeps);
                for (; sweeps < end; sweeps++)
                {
                    Sweep(queue, values, other, pixels);
                    if (options.Sweep == HarmonicSweep.Jacobi)
                        (values, other) = (other, values);
                }
                residual = Residual(queue, values, pixels, largest);
            }
            while (residual > goal && sweeps < options.MaxSweeps);
            queue.Floats.Download(values, _filled);
            _result[0] = new HarmonicSweepResult(sweeps, residual, residual <= goal);
        }

        private void Sweep<TF, TI, TU>(IDeviceQueue<TF, TI, TU> queue, TF values, TF other, TI pixels)
            where TF : struct, IBuffer<float>
            where TI : struct, IAtomicInt32
            where TU : struct, IAtomicUInt64
        {
            if (options.Sweep == HarmonicSweep.Jacobi)
            {
                queue.Launch(kinds.Length, new HarmonicJacobiKernel<TF, TI>
                {
                    Before = values,
                    After = other,
                    Kinds = pixels,
                    Width = width,
                });
                return;
            }
            int side = Math.Max(width, kinds.Length / width);
            double relaxation = options.Relaxation ?? (2 / (1 + (Math.PI / (2 * side))));
            for (int colour = 0; colour < 2; colour++)
                queue.Launch(kinds.Length, new HarmonicRedBlackKernel<TF, TI>
                {
                    Values = values,
                    Kinds = pixels,
                    Width = width,
                    Colour = colour,
                    Relaxation = (float)relaxation,
                });
        }

        private float Residual<TF, TI, TU>(IDeviceQueue<TF, TI, TU> queue, TF values, TI pixels, TU largest)
            where TF : struct, IBuffer<float>
            where TI : struct, IAtomicInt32
            where TU : struct, IAtomicUInt64
        {
            Span<ulong> key = [0];
            queue.Keys.Upload(key, largest);
            queue.Launch(kinds.Length, new HarmonicResidualKernel<TF, TI, TU>
            {
                Values = values,
                Kinds = pixels,
                Width = width,
                Largest = largest,
            });
            queue.Keys.Download(largest, key);
            return SortKey.Value(key[0]);
        }
    }
}
