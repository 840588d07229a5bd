using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Grids;

/// <summary>Gaussian smoothing of a map.</summary>
/// <remarks>As scipy.ndimage.gaussian_filter with its defaults: separable, half width int(4 sigma + 0.5), weights
/// normalised to 1, and the image mirrored at its border with the edge pixel repeated. Sums run in double. Cost: pixels
/// x width of the kernel.</remarks>
public static class GaussianBlur
{
    /// <summary>Smooths a map.</summary>
    /// <param name="map">Shape [height, width].</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="sigma">Standard deviation, pixels; 0 copies.</param>
    /// <param name="result">Shape [height, width]; overwritten; may be <paramref name="map"/> itself.</param>
    /// <exception cref="ArgumentException">A length does not fit, or sigma is negative or not finite.</exception>
    public static void Apply(ReadOnlySpan<float> map, int height, int width, double sigma, Span<float> result)
    {
        Require.Length(map.Length, (long)height * width, $"[{height}, {width}]");
        Require.Length(result.Length, (long)height * width, $"[{height}, {width}]");
        if (!double.IsFinite(sigma) || sigma < 0)
            throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "must be a finite number, 0 or more");
        double[] kernel = Kernel(sigma);
        int longest = Math.Max(height, width);
        var line = new double[longest + kernel.Length - 1];
        var smooth = new double[longest];
        map.CopyTo(result);
        for (int column = 0; column < width; column++)
            Smooth(result, column, width, height, kernel, line, smooth);
        for (int row = 0; row < height; row++)
            Smooth(result, row * width, 1, width, kernel, line, smooth);
    }

    private static double[] Kernel(double sigma)
    {
        int half = (int)((4 * sigma) + 0.5);
        var kernel = new double[(2 * half) + 1];
        double sum = 0;
        for (int i = -half; i <= half; i++)
            sum += kernel[i + half] = half == 0 ? 1 : Math.Exp(-0.5 * i * i / (sigma * sigma));
        for (int i = 0; i < kernel.Length; i++)
            kernel[i] /= sum;
        return kernel;
    }

    private static void Smooth(
        Span<float> values, int start, int step, int count, double[] kernel, double[] line, double[] smooth)
    {
        int half = kernel.Length / 2;
        for (int i = -half; i < count + half; i++)
            line[i + half] = values[start + (Mirror(i, count) * step)];
        Span<double> sums = smooth.AsSpan(0, count);
        sums.Clear();
        // One weight at a time over the whole line: a loop without dependencies that the compiler turns into vectors.
        for (int j = 0; j < kernel.Length; j++)
        {
            double weight = kernel[j];
            ReadOnlySpan<double> shifted = line.AsSpan(j, count);
            for (int i = 0; i < sums.Length; i++)
                sums[i] += weight * shifted[i];
        }
        for (int i = 0; i < count; i++)
            values[start + (i * step)] = (float)sums[i];
    }

    // ... c b a | a b c d | d c b ..., again and again for kernels wider than the image.
    private static int Mirror(int index, int count)
    {
        int period = 2 * count, folded = ((index % period) + period) % period;
        return folded < count ? folded : period - 1 - folded;
    }
}
