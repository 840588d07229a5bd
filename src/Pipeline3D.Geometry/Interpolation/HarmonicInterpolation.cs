using System.Globalization;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Interpolation;

/// <summary>Fills the pixels between sparse scores with the smoothest surface through them: the solution of Laplace's
/// equation.</summary>
/// <remarks>
/// For every pixel without a score, the sum of its differences to the neighbours above, below, left and right that
/// exist is 0; nothing flows over the image's border or over the edge of the domain. 3D-ST names the method and leaves
/// the rest open; this is the reading with zero flux at half a pixel. Solved by conjugate gradients with one multigrid
/// cycle as preconditioner, in float32, inside a correction of the defect in double. Cost: 10 to 20 passes over the
/// pixels; about 50 bytes a pixel.
/// </remarks>
public static class HarmonicInterpolation
{
    /// <summary>Fills a whole image.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="known">Shape [k]: pixels with a score as row * width + column, each at most once.</param>
    /// <param name="values">Shape [k]: their scores; finite.</param>
    /// <param name="options">How to solve; null for the defaults.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [height, width]: between the least and the largest score everywhere; the scores themselves are
    /// kept bit by bit. All 0 without any score.</returns>
    /// <exception cref="ArgumentException">A pixel is outside or twice, a value is not finite, or an option is
    /// wrong.</exception>
    /// <exception cref="InvalidOperationException">The tolerance was not reached in the allowed iterations.</exception>
    public static float[] Fill(int height, int width, ReadOnlySpan<int> known, ReadOnlySpan<float> values,
        HarmonicOptions? options = null, int threads = 0, CancellationToken stop = default)
        => FillWith(HarmonicSolver.Solve, height, width, known, values, [], null, options, threads, stop);

    /// <summary>Fills a part of an image, for example the pixels with a reading: high scores of a rim do not spread
    /// into the background.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="known">Shape [k]: pixels of the domain with a score, each at most once.</param>
    /// <param name="values">Shape [k]: their scores; finite.</param>
    /// <param name="domain">Shape [height, width]: the pixels to fill.</param>
    /// <param name="outside">Value of the pixels outside the domain; null for the least score.</param>
    /// <param name="options">How to solve; null for the defaults.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [height, width]. A part of the domain that no scored pixel touches gets the least
    /// score.</returns>
    /// <exception cref="ArgumentException">A pixel is outside the domain or twice, a length or value is wrong, or an
    /// option is wrong.</exception>
    /// <exception cref="InvalidOperationException">The tolerance was not reached in the allowed iterations.</exception>
    public static float[] FillDomain(int height, int width, ReadOnlySpan<int> known, ReadOnlySpan<float> values,
        ReadOnlySpan<bool> domain, float? outside = null, HarmonicOptions? options = null, int threads = 0,
        CancellationToken stop = default)
    {
        Require.Length(domain.Length, (long)height * width, $"[{height}, {width}]");
        return FillWith(HarmonicSolver.Solve, height, width, known, values, domain, outside, options, threads, stop);
    }

    /// <summary>Everything but the solution of the equations, which another solver may bring.</summary>
    /// <param name="solve">Writes the solution to the unknown pixels of a field.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="known">Shape [k].</param>
    /// <param name="values">Shape [k].</param>
    /// <param name="domain">Shape [height, width]; empty for all.</param>
    /// <param name="outside">Value outside the domain; null for the least score.</param>
    /// <param name="options">How to solve; null for the defaults.</param>
    /// <param name="threads">Most threads to use; 0 = one per core.</param>
    /// <param name="stop">Ends the work.</param>
    internal static float[] FillWith(HarmonicSolve solve, int height, int width, ReadOnlySpan<int> known,
        ReadOnlySpan<float> values, ReadOnlySpan<bool> domain, float? outside, HarmonicOptions? options, int threads,
        CancellationToken stop)
    {
        float[] filled = Solve(solve, height, width, known, values, domain, options, threads, stop);
        float others = outside ?? Least(values);
        for (int i = 0; i < domain.Length; i++)
            if (!domain[i])
                filled[i] = others;
        return filled;
    }

    private static float[] Solve(HarmonicSolve solve, int height, int width, ReadOnlySpan<int> known,
        ReadOnlySpan<float> values, ReadOnlySpan<bool> domain, HarmonicOptions? options, int threads,
        CancellationToken stop)
    {
        options ??= new HarmonicOptions();
        options.Check();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        Require.Length(values.Length, known.Length, $"[{known.Length}]");
        Require.Finite(values);
        var pixels = new PixelKind[checked(height * width)];
        if (!domain.IsEmpty)
            Require.Length(domain.Length, pixels.Length, $"[{height}, {width}]");
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = domain.IsEmpty || domain[i] ? PixelKind.Unknown : PixelKind.Outside;
        MarkKnown(pixels, known, width);
        float least = Least(values);
        // Without a mask everything hangs together, so any score reaches all of it.
        if (!domain.IsEmpty || known.IsEmpty)
            FloodFill.ExcludeUntouched(pixels, known, width, height);
        var grid = new PixelGrid(pixels, width, height, threads, stop);
        var field = new double[HarmonicSolver.FieldLength(grid)];
        double mean = Mean(values);
        for (int i = 0; i < known.Length; i++)
            field[grid.RowStart(known[i] / width) + (known[i] % width)] = values[i] - mean;
        solve(grid, field, options, threads, stop);
        float largest = values.Length == 0 ? 0 : Largest(values);
        var filled = new float[pixels.Length];
        grid.ForRows((first, end) =>
        {
            for (int row = first; row < end; row++)
                for (int column = 0; column < width; column++)
                    filled[(row * width) + column] = pixels[(row * width) + column] == PixelKind.Unknown
                        ? Math.Clamp((float)(field[grid.RowStart(row) + column] + mean), least, largest) : least;
        }, threads, stop);
        for (int i = 0; i < known.Length; i++)
            filled[known[i]] = values[i];
        return filled;
    }

    private static void MarkKnown(PixelKind[] pixels, ReadOnlySpan<int> known, int width)
    {
        for (int i = 0; i < known.Length; i++)
        {
            int pixel = known[i];
            string? fault = (uint)pixel >= (uint)pixels.Length ? $"is outside the image of {pixels.Length} pixels"
                : pixels[pixel] == PixelKind.Outside ? "lies outside the domain"
                : pixels[pixel] == PixelKind.Known ? "is given twice; two scores cannot share a pixel" : null;
            if (fault is not null)
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"known pixel {i}, {pixel} (row {pixel / width}, column {pixel % width}), {fault}"), nameof(known));
            pixels[pixel] = PixelKind.Known;
        }
    }

    private static float Least(ReadOnlySpan<float> values)
    {
        float least = values.IsEmpty ? 0 : values[0];
        foreach (float value in values)
            least = MathF.Min(least, value);
        return least;
    }

    private static float Largest(ReadOnlySpan<float> values)
    {
        float largest = values[0];
        foreach (float value in values)
            largest = MathF.Max(largest, value);
        return largest;
    }

    // The middle of the data as zero: constant data are then solved exactly, and the start is a fair guess.
    private static double Mean(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
            sum += value;
        return values.IsEmpty ? 0 : sum / values.Length;
    }
}

/// <summary>Writes the solution of Laplace's equation to the unknown pixels of a field; see <see
/// cref="HarmonicSolver.Solve"/>.</summary>
internal delegate void HarmonicSolve(
    PixelGrid grid, double[] field, HarmonicOptions options, int threads, CancellationToken stop);
