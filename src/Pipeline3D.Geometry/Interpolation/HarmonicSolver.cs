namespace Pipeline3D.Geometry;

/// <summary>Conjugate gradients for Laplace's equation on a pixel grid, preconditioned by one multigrid
/// cycle.</summary>
/// <remarks>Sums are taken per row and then over rows in order, so the result does not depend on the number of threads.
/// The flexible form of the direction update (Notay 2000) forgives the small asymmetry that rounding gives the
/// cycle.</remarks>
internal static class HarmonicSolver
{
    private const int RowGrain = 32;

    /// <summary>Writes the solution to the unknown pixels of <paramref name="field"/>; known pixels hold their value
    /// there.</summary>
    /// <exception cref="InvalidOperationException">The tolerance was not reached.</exception>
    public static void Solve(PixelKind[] pixels, double[] field, int width, int height, HarmonicOptions options,
        int threads, CancellationToken stop)
    {
        var level = new GridLevel(width, height);
        double[] right = Assemble(level, pixels, field);
        var state = new State(level, threads, stop);
        double goal = options.Tolerance * Math.Sqrt(state.Dot(right, right));
        if (goal > 0)
            Iterate(state, new VCycle(level, threads), right, goal, options);
        for (int row = 0; row < height; row++)
            for (int column = 0; column < width; column++)
                if (pixels[(row * width) + column] == PixelKind.Unknown)
                    field[(row * width) + column] = state.X[level.RowStart(row) + column];
    }

    private static void Iterate(State state, VCycle cycle, double[] right, double goal, HarmonicOptions options)
    {
        GridLevel level = state.Level;
        double[] residual = level.Residual, preconditioned = level.Solution;
        double[] direction = new double[right.Length], image = new double[right.Length],
            before = new double[right.Length];
        right.CopyTo(residual, 0);
        double lastProduct = 1;
        for (int iteration = 0; iteration < options.MaxIterations; iteration++)
        {
            cycle.Apply(state.Stop);
            double product = state.Dot(preconditioned, residual);
            double share = iteration == 0 ? 0 : (product - state.Dot(preconditioned, before)) / lastProduct;
            lastProduct = product;
            state.ForRows((first, last) =>
            {
                for (int i = first; i < last; i++)
                    direction[i] = preconditioned[i] + (share * direction[i]);
            });
            state.Multiply(direction, image);
            double step = product / state.Dot(direction, image);
            state.ForRows((first, last) =>
            {
                for (int i = first; i < last; i++)
                {
                    state.X[i] += step * direction[i];
                    before[i] = residual[i];
                    residual[i] -= step * image[i];
                }
            });
            if (Math.Sqrt(state.Dot(residual, residual)) <= goal)
                return;
        }
        throw new InvalidOperationException(
            $"harmonic interpolation did not reach the tolerance {options.Tolerance} in {options.MaxIterations} "
            + "iterations; allow more");
    }

    private static double[] Assemble(GridLevel level, PixelKind[] pixels, double[] field)
    {
        var right = new double[level.Diagonal.Length];
        for (int row = 0; row < level.Height; row++)
        {
            for (int column = 0; column < level.Width; column++)
            {
                int pixel = (row * level.Width) + column;
                if (column + 1 < level.Width)
                    Couple(pixel, pixel + 1, level.RowStart(row) + column, 1, level.Right);
                if (row + 1 < level.Height)
                    Couple(pixel, pixel + level.Width, level.RowStart(row) + column, level.Stride, level.Down);
            }
        }
        level.Invert();
        return right;

        void Couple(int pixel, int other, int place, int step, double[] couplings)
        {
            PixelKind here = pixels[pixel], there = pixels[other];
            if (here == PixelKind.Outside || there == PixelKind.Outside)
                return;
            if (here == PixelKind.Unknown)
                level.Diagonal[place]++;
            if (there == PixelKind.Unknown)
                level.Diagonal[place + step]++;
            if (here == PixelKind.Unknown && there == PixelKind.Unknown)
                couplings[place] = 1;
            else if (here == PixelKind.Unknown)
                right[place] += field[other];
            else if (there == PixelKind.Unknown)
                right[place + step] += field[pixel];
        }
    }

    /// <summary>The vectors of one run and the loops over their rows.</summary>
    private sealed class State(GridLevel level, int threads, CancellationToken stop)
    {
        private readonly double[] _rowSums = new double[level.Height];
        private readonly double[] _zero = new double[level.Diagonal.Length];

        public GridLevel Level => level;

        public CancellationToken Stop => stop;

        public double[] X { get; } = new double[level.Diagonal.Length];

        public void ForRows(Action<int, int> body) => Ranges.Run(level.Height, RowGrain, (start, end) =>
            body(level.RowStart(start), level.RowStart(end)), threads, stop);

        /// <summary>result = A x.</summary>
        public void Multiply(double[] x, double[] result) => Ranges.Run(level.Height, RowGrain, (start, end) =>
        {
            for (int row = start; row < end; row++)
            {
                level.RowResidual(row, x, _zero, result);
                foreach (ref double value in result.AsSpan(level.RowStart(row), level.Width))
                    value = -value;
            }
        }, threads, stop);

        public double Dot(double[] left, double[] right)
        {
            Ranges.Run(level.Height, RowGrain, (start, end) =>
            {
                for (int row = start; row < end; row++)
                {
                    ReadOnlySpan<double> a = left.AsSpan(level.RowStart(row), level.Width),
                        b = right.AsSpan(level.RowStart(row), level.Width);
                    double sum = 0;
                    for (int i = 0; i < a.Length; i++)
                        sum += a[i] * b[i];
                    _rowSums[row] = sum;
                }
            }, threads, stop);
            double total = 0;
            foreach (double sum in _rowSums)
                total += sum;
            return total;
        }
    }
}
