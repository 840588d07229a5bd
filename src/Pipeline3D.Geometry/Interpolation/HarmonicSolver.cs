using System.Globalization;
using System.Runtime.Intrinsics;

namespace Pipeline3D.Geometry.Interpolation;

/// <summary>Solves Laplace's equation on a pixel grid: conjugate gradients in float32, preconditioned by one multigrid
/// cycle, inside a correction of the defect in double.</summary>
/// <remarks>The float32 solver halves the memory traffic, which is what the time goes to, and the outer loop makes up
/// for its rounding: it takes the defect of the double solution, solves for the correction, and adds it, until the
/// defect meets the tolerance. Sums are taken per row and then over rows in order, so the result does not depend on the
/// number of threads. The flexible form of the direction update (Notay 2000) forgives the small asymmetry that rounding
/// gives the cycle.</remarks>
internal sealed class HarmonicSolver
{
    // What float32 can gain on its right-hand side before rounding takes over.
    private const double InnerGain = 1e-6;
    private const int Lanes = 16;
    private readonly PixelGrid _grid;
    private readonly VCycle _cycle;
    private readonly HarmonicOptions _options;
    private readonly int _threads;
    private readonly CancellationToken _stop;
    private readonly float[] _correction, _residual, _preconditioned, _image;
    private readonly double[] _field, _rowSums, _otherRowSums;
    private float[] _direction, _lastDirection;
    private int _iterations;

    private HarmonicSolver(
        PixelGrid grid, double[] field, HarmonicOptions options, int threads, CancellationToken stop)
    {
        (_grid, _field, _options, _threads, _stop) = (grid, field, options, threads, stop);
        _cycle = new VCycle(grid, threads, stop);
        int length = grid.Length + Lanes;
        (_correction, _residual, _preconditioned) = (new float[length], new float[length], new float[length]);
        (_image, _direction, _lastDirection) = (new float[length], new float[length], new float[length]);
        (_rowSums, _otherRowSums) = (new double[grid.Height], new double[grid.Height]);
    }

    /// <summary>Writes the solution to the unknown pixels.</summary>
    /// <param name="grid">The pixels.</param>
    /// <param name="field">Laid out like the grid, of <see cref="FieldLength"/>: known pixels hold their value, all
    /// others 0.</param>
    /// <param name="options">When to stop.</param>
    /// <param name="threads">Most threads to use.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="InvalidOperationException">The tolerance was not reached.</exception>
    public static void Solve(
        PixelGrid grid, double[] field, HarmonicOptions options, int threads, CancellationToken stop)
        => new HarmonicSolver(grid, field, options, threads, stop).Run();

    /// <summary>The failure of a solver that runs out of iterations.</summary>
    public static InvalidOperationException Unreached(HarmonicOptions options) => new(string.Create(
        CultureInfo.InvariantCulture, $"harmonic interpolation did not reach the tolerance {options.Tolerance} in "
        + $"{options.MaxIterations} iterations; allow more"));

    /// <summary>Length of the field of a grid.</summary>
    public static int FieldLength(PixelGrid grid) => grid.Length + Lanes;

    private void Run()
    {
        double defect = Defect(1), goal = _options.Tolerance * defect;
        while (defect > goal)
        {
            // Root mean square 1: no value of any unit over- or underflows in float32.
            double scale = defect / Math.Sqrt((double)_grid.Width * _grid.Height);
            Defect(1 / scale);
            // Half the goal, so that what float32 rounds away does not cost another round.
            Correct(Math.Max(0.5 * goal / scale, InnerGain * defect / scale));
            Add(scale);
            defect = Defect(1);
        }
    }

    /// <summary>Residual = (neighbours - degree * field) * scale at unknown pixels.</summary>
    /// <returns>Norm of the residual.</returns>
    private double Defect(double scale)
    {
        _grid.ForRows((first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                int start = _grid.RowStart(row);
                double sum = 0;
                for (int i = start; i < start + _grid.Width; i++)
                {
                    int degree = _grid.DegreeAt(i);
                    double value = degree == 0 ? 0 : scale * (_field[i - 1] + _field[i + 1] + _field[i - _grid.Stride]
                        + _field[i + _grid.Stride] - (degree * _field[i]));
                    _residual[i] = (float)value;
                    sum += value * value;
                }
                _rowSums[row] = sum;
            }
        }, _threads, _stop);
        return Math.Sqrt(Total(_rowSums));
    }

    private void Correct(double goal)
    {
        Array.Clear(_correction);
        Array.Clear(_direction);
        (double lastProduct, double step) = (1, 0);
        for (double norm = double.PositiveInfinity; norm > goal; _iterations++)
        {
            if (_iterations == _options.MaxIterations)
                throw Unreached(_options);
            _cycle.Apply(_residual, _preconditioned);
            (double product, double withImage) = Products();
            // (z, r - r before) / (z before, r before), and r before = r + step * image.
            double share = step == 0 ? 0 : -step * withImage / lastProduct;
            lastProduct = product;
            step = product / Turn((float)share);
            norm = Step((float)step);
        }
    }

    /// <summary>(preconditioned, residual) and (preconditioned, image of the last direction).</summary>
    private (double WithResidual, double WithImage) Products()
    {
        _grid.ForRows((first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                int start = _grid.RowStart(row);
                Vector512<float> residual = default, image = default;
                for (int i = start; i < start + _grid.Width; i += Lanes)
                {
                    Vector512<float> own = GridLevel.At(_preconditioned, i);
                    residual += own * GridLevel.At(_residual, i);
                    image += own * GridLevel.At(_image, i);
                }
                (_rowSums[row], _otherRowSums[row]) = (Sum(residual), Sum(image));
            }
        }, _threads, _stop);
        return (Total(_rowSums), Total(_otherRowSums));
    }

    /// <summary>New direction = preconditioned + share * old one, and its image under the matrix.</summary>
    /// <returns>(direction, image).</returns>
    private double Turn(float share)
    {
        (_direction, _lastDirection) = (_lastDirection, _direction);
        _grid.ForRows((first, end) =>
        {
            using var turned = new RowRing(_grid.Stride);
            TurnRow(first - 1, share, turned);
            TurnRow(first, share, turned);
            for (int row = first; row < end; row++)
            {
                TurnRow(row + 1, share, turned);
                int start = _grid.RowStart(row);
                Vector512<float> sum = default;
                for (int i = 0; i < _grid.Width; i += Lanes)
                {
                    Vector512<float> degrees = _grid.Degrees(start + i), own = turned.At(row, i);
                    Vector512<float> image = Vector512.ConditionalSelect(
                        Vector512.Equals(degrees, Vector512<float>.Zero), Vector512<float>.Zero,
                        (degrees * own) - turned.Neighbours(row, i));
                    GridLevel.Put(_direction, start + i, own);
                    GridLevel.Put(_image, start + i, image);
                    sum += own * image;
                }
                _rowSums[row] = Sum(sum);
            }
        }, _threads, _stop);
        return Total(_rowSums);
    }

    private void TurnRow(int row, float share, in RowRing to)
    {
        int start = _grid.RowStart(row);
        Span<float> target = to.Row(row);
        for (int i = 0; i < _grid.Width; i += Lanes)
            (GridLevel.At(_preconditioned, start + i) + (share * GridLevel.At(_lastDirection, start + i)))
                .CopyTo(target[i..]);
    }

    /// <summary>Moves along the direction.</summary>
    /// <returns>Norm of the new residual.</returns>
    private double Step(float step)
    {
        _grid.ForRows((first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                int start = _grid.RowStart(row);
                Vector512<float> sum = default;
                for (int i = start; i < start + _grid.Width; i += Lanes)
                {
                    GridLevel.Put(_correction, i, GridLevel.At(_correction, i) + (step * GridLevel.At(_direction, i)));
                    Vector512<float> residual = GridLevel.At(_residual, i) - (step * GridLevel.At(_image, i));
                    GridLevel.Put(_residual, i, residual);
                    sum += residual * residual;
                }
                _rowSums[row] = Sum(sum);
            }
        }, _threads, _stop);
        return Math.Sqrt(Total(_rowSums));
    }

    private void Add(double scale) => _grid.ForRows((first, end) =>
    {
        for (int i = _grid.RowStart(first); i < _grid.RowStart(end); i++)
            _field[i] += scale * _correction[i];
    }, _threads, _stop);

    private static double Sum(Vector512<float> values) => Vector512.Sum(Vector512.WidenLower(values)
        + Vector512.WidenUpper(values));

    private static double Total(double[] rowSums)
    {
        double total = 0;
        foreach (double sum in rowSums)
            total += sum;
        return total;
    }
}
