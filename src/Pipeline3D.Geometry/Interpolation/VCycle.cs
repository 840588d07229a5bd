using System.Runtime.Intrinsics;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Interpolation;

/// <summary>One symmetric multigrid cycle as an approximate inverse, in float32.</summary>
/// <remarks>Damped Jacobi before and after, piecewise constant transfer, coarse corrections enlarged by 1.6 (Braess
/// 1995: aggregation underestimates smooth corrections), Cholesky on the last level. The steps on the pixels are fused
/// to two passes that read the residual and write the coarse residual, and read both and write the result. Every loop
/// writes rows of its own, so the result does not depend on threads.</remarks>
internal sealed class VCycle
{
    /// <summary>What coarse corrections are enlarged by.</summary>
    public const float OverCorrection = 1.6f;

    private const float Damping = 0.7f;
    private const int DirectSize = 200;
    private const int Lanes = 16;
    private const int CoarseGrain = PixelGrid.RowGrain / 2;
    private readonly PixelGrid _pixels;
    private readonly List<GridLevel> _levels;
    private readonly DenseCholesky _direct;
    private readonly int _threads;
    private readonly CancellationToken _stop;

    public VCycle(PixelGrid pixels, int threads, CancellationToken stop)
    {
        (_pixels, _threads, _stop) = (pixels, threads, stop);
        _levels = [GridLevel.Of(pixels, threads, stop)];
        while (_levels[^1].Width * _levels[^1].Height > DirectSize)
            _levels.Add(_levels[^1].Coarser());
        _direct = new DenseCholesky(_levels[^1]);
    }

    /// <summary>Applies the cycle: <paramref name="result"/> is about A^-1 <paramref name="residual"/>.</summary>
    public void Apply(float[] residual, float[] result)
    {
        GridLevel first = _levels[0];
        Ranges.Run(first.Height, CoarseGrain, (start, end) => DescendFromPixels(residual, start, end), _threads, _stop);
        for (int i = 0; i < _levels.Count - 1; i++)
            Descend(_levels[i], _levels[i + 1]);
        _direct.Solve(_levels[^1].Residual, _levels[^1].Solution);
        for (int i = _levels.Count - 2; i >= 0; i--)
            Ascend(_levels[i], _levels[i + 1]);
        Ranges.Run(first.Height, CoarseGrain, (start, end) => AscendToPixels(residual, result, start, end), _threads,
            _stop);
    }

    /// <summary>One Jacobi step from zero, its defect, and the sum of that over each coarse cell.</summary>
    private void DescendFromPixels(float[] residual, int start, int end)
    {
        GridLevel coarse = _levels[0];
        using var smoothed = new RowRing(_pixels.Stride);
        using var defects = new RowRing(_pixels.Stride);
        Smooth(residual, (2 * start) - 1, smoothed);
        Smooth(residual, 2 * start, smoothed);
        for (int row = start; row < end; row++)
        {
            for (int half = 0; half < 2; half++)
            {
                int fine = (2 * row) + half;
                Smooth(residual, fine + 1, smoothed);
                Span<float> defect = defects.Row(half);
                if (fine >= _pixels.Height)
                {
                    defect.Clear();
                    continue;
                }
                int place = _pixels.RowStart(fine);
                for (int i = 0; i < _pixels.Width; i += Lanes)
                {
                    Vector512<float> degrees = _pixels.Degrees(place + i);
                    Vector512<float> value = GridLevel.At(residual, place + i) - (degrees * smoothed.At(fine, i))
                        + smoothed.Neighbours(fine, i);
                    Masked(value, degrees).CopyTo(defect[i..]);
                }
            }
            ReadOnlySpan<float> upper = defects.Row(0), lower = defects.Row(1);
            Span<float> target = coarse.Residual.AsSpan(coarse.RowStart(row), coarse.Width);
            for (int i = 0; i < target.Length; i++)
                target[i] = upper[2 * i] + upper[(2 * i) + 1] + (lower[2 * i] + lower[(2 * i) + 1]);
        }
    }

    /// <summary>The Jacobi step again, the coarse correction added, and another step.</summary>
    private void AscendToPixels(float[] residual, float[] result, int start, int end)
    {
        int last = Math.Min(2 * end, _pixels.Height);
        using var corrected = new RowRing(_pixels.Stride);
        Correct(residual, (2 * start) - 1, corrected);
        Correct(residual, 2 * start, corrected);
        for (int row = 2 * start; row < last; row++)
        {
            Correct(residual, row + 1, corrected);
            int place = _pixels.RowStart(row);
            for (int i = 0; i < _pixels.Width; i += Lanes)
            {
                Vector512<float> degrees = _pixels.Degrees(place + i), own = corrected.At(row, i);
                Vector512<float> defect = GridLevel.At(residual, place + i) - (degrees * own)
                    + corrected.Neighbours(row, i);
                GridLevel.Put(result, place + i, own + (Damping * PixelGrid.Inverse(degrees) * defect));
            }
        }
    }

    private void Smooth(float[] residual, int row, in RowRing to)
    {
        Span<float> target = to.Row(row);
        if (row < 0 || row >= _pixels.Height)
        {
            target.Clear();
            return;
        }
        int place = _pixels.RowStart(row);
        for (int i = 0; i < _pixels.Width; i += Lanes)
            (Damping * PixelGrid.Inverse(_pixels.Degrees(place + i)) * GridLevel.At(residual, place + i))
                .CopyTo(target[i..]);
    }

    private void Correct(float[] residual, int row, in RowRing to)
    {
        if (row < 0 || row >= _pixels.Height)
        {
            to.Row(row).Clear();
            return;
        }
        GridLevel coarse = _levels[0];
        Span<float> target = to.Row(row);
        int place = _pixels.RowStart(row), above = coarse.RowStart(row >> 1);
        for (int i = 0; i < _pixels.Width; i += Lanes)
        {
            Vector512<float> degrees = _pixels.Degrees(place + i);
            Vector512<float> smoothed = Damping * PixelGrid.Inverse(degrees) * GridLevel.At(residual, place + i);
            (smoothed + Masked(OverCorrection * coarse.Doubled(above + (i / 2)), degrees)).CopyTo(target[i..]);
        }
    }

    private void Descend(GridLevel fine, GridLevel coarse)
    {
        // From a zero start one Jacobi step is a product with the damped inverse.
        Ranges.Run(fine.Height, PixelGrid.RowGrain, (start, end) =>
        {
            for (int i = fine.RowStart(start); i < fine.RowStart(end); i += Lanes)
                GridLevel.Put(fine.Solution, i,
                    Damping * GridLevel.At(fine.Inverse, i) * GridLevel.At(fine.Residual, i));
        }, Threads(fine), _stop);
        Ranges.Run(coarse.Height, CoarseGrain, (start, end) =>
        {
            for (int row = 2 * start; row < Math.Min(2 * end, fine.Height); row++)
                fine.RowDefect(row);
            for (int row = start; row < end; row++)
                Restrict(fine, coarse, row);
        }, Threads(fine), _stop);
    }

    private static void Restrict(GridLevel fine, GridLevel coarse, int row)
    {
        Span<float> target = coarse.Residual.AsSpan(coarse.RowStart(row), coarse.Width);
        target.Clear();
        for (int half = 0; half < 2 && (2 * row) + half < fine.Height; half++)
        {
            ReadOnlySpan<float> source = fine.Scratch.AsSpan(fine.RowStart((2 * row) + half), fine.Width);
            for (int i = 0; i < source.Length; i++)
                target[i >> 1] += source[i];
        }
    }

    private void Ascend(GridLevel fine, GridLevel coarse)
    {
        Ranges.Run(fine.Height, PixelGrid.RowGrain, (start, end) =>
        {
            for (int row = start; row < end; row++)
            {
                int place = fine.RowStart(row), above = coarse.RowStart(row / 2);
                for (int i = 0; i < fine.Width; i += Lanes)
                    GridLevel.Put(fine.Solution, place + i, GridLevel.At(fine.Solution, place + i)
                        + Masked(OverCorrection * coarse.Doubled(above + (i / 2)),
                            GridLevel.At(fine.Inverse, place + i)));
            }
        }, Threads(fine), _stop);
        Ranges.Run(fine.Height, PixelGrid.RowGrain, (start, end) =>
        {
            for (int row = start; row < end; row++)
                fine.RowDefect(row);
        }, Threads(fine), _stop);
        Ranges.Run(fine.Height, PixelGrid.RowGrain, (start, end) =>
        {
            for (int i = fine.RowStart(start); i < fine.RowStart(end); i += Lanes)
                GridLevel.Put(fine.Solution, i, GridLevel.At(fine.Solution, i)
                    + (Damping * GridLevel.At(fine.Inverse, i) * GridLevel.At(fine.Scratch, i)));
        }, Threads(fine), _stop);
    }

    private static Vector512<float> Masked(Vector512<float> value, Vector512<float> degrees)
        => Vector512.ConditionalSelect(Vector512.Equals(degrees, Vector512<float>.Zero), Vector512<float>.Zero, value);

    // Small levels are done before a second thread would have woken up.
    private int Threads(GridLevel level) => level.Width * level.Height < 20_000 ? 1 : _threads;
}
