namespace Pipeline3D.Geometry;

/// <summary>One symmetric multigrid cycle as an approximate inverse.</summary>
/// <remarks>Damped Jacobi before and after, piecewise constant transfer, coarse corrections enlarged by 1.6 (Braess
/// 1995: aggregation underestimates smooth corrections), Cholesky on the last level. Every loop writes rows of its own,
/// so the result does not depend on threads.</remarks>
internal sealed class VCycle
{
    private const double Damping = 0.7;
    private const double OverCorrection = 1.6;
    private const int DirectSize = 200;
    private const int RowGrain = 32;
    private readonly List<GridLevel> _levels;
    private readonly DenseCholesky _direct;
    private readonly int _threads;

    public VCycle(GridLevel finest, int threads)
    {
        _threads = threads;
        _levels = [finest];
        while (_levels[^1].Width * _levels[^1].Height > DirectSize)
            _levels.Add(_levels[^1].Coarser());
        _direct = new DenseCholesky(_levels[^1]);
    }

    /// <summary>Applies the cycle to the finest level's Residual; the result is its Solution.</summary>
    public void Apply(CancellationToken stop)
    {
        for (int i = 0; i < _levels.Count - 1; i++)
            Descend(_levels[i], _levels[i + 1], stop);
        _direct.Solve(_levels[^1].Residual, _levels[^1].Solution);
        for (int i = _levels.Count - 2; i >= 0; i--)
            Ascend(_levels[i], _levels[i + 1], stop);
    }

    private void Descend(GridLevel fine, GridLevel coarse, CancellationToken stop)
    {
        // From a zero start one Jacobi step is a product with the damped inverse.
        Ranges.Run(fine.Height, RowGrain, (start, end) =>
        {
            int first = fine.RowStart(start), last = fine.RowStart(end);
            for (int i = first; i < last; i++)
                fine.Solution[i] = Damping * fine.Inverse[i] * fine.Residual[i];
        }, Threads(fine), stop);
        Ranges.Run(coarse.Height, RowGrain / 2, (start, end) =>
        {
            for (int row = 2 * start; row < Math.Min(2 * end, fine.Height); row++)
                fine.RowResidual(row, fine.Solution, fine.Residual, fine.Scratch);
            for (int row = start; row < end; row++)
                Restrict(fine, coarse, row);
        }, Threads(fine), stop);
    }

    private static void Restrict(GridLevel fine, GridLevel coarse, int row)
    {
        Span<double> target = coarse.Residual.AsSpan(coarse.RowStart(row), coarse.Width);
        target.Clear();
        for (int half = 0; half < 2 && (2 * row) + half < fine.Height; half++)
        {
            ReadOnlySpan<double> source = fine.Scratch.AsSpan(fine.RowStart((2 * row) + half), fine.Width);
            for (int i = 0; i < source.Length; i++)
                target[i >> 1] += source[i];
        }
    }

    private void Ascend(GridLevel fine, GridLevel coarse, CancellationToken stop)
    {
        Ranges.Run(fine.Height, RowGrain, (start, end) =>
        {
            for (int row = start; row < end; row++)
            {
                ReadOnlySpan<double> correction = coarse.Solution.AsSpan(coarse.RowStart(row / 2), coarse.Width);
                ReadOnlySpan<double> inverse = fine.Inverse.AsSpan(fine.RowStart(row), fine.Width);
                Span<double> solution = fine.Solution.AsSpan(fine.RowStart(row), fine.Width);
                for (int i = 0; i < solution.Length; i++)
                    solution[i] += inverse[i] != 0 ? OverCorrection * correction[i >> 1] : 0;
            }
        }, Threads(fine), stop);
        Ranges.Run(fine.Height, RowGrain, (start, end) =>
        {
            for (int row = start; row < end; row++)
                fine.RowResidual(row, fine.Solution, fine.Residual, fine.Scratch);
        }, Threads(fine), stop);
        Ranges.Run(fine.Height, RowGrain, (start, end) =>
        {
            int first = fine.RowStart(start), last = fine.RowStart(end);
            for (int i = first; i < last; i++)
                fine.Solution[i] += Damping * fine.Inverse[i] * fine.Scratch[i];
        }, Threads(fine), stop);
    }

    // Small levels are done before a second thread would have woken up.
    private int Threads(GridLevel level) => level.Width * level.Height < 20_000 ? 1 : _threads;
}
