using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Sparse;

/// <summary>Describes vectors by few rows of a library each.</summary>
/// <remarks>
/// Source: Pati, Rezaiifar and Krishnaprasad 1993; rows are used as they are, not brought to length 1. The row with the
/// largest absolute product with what is left is taken, the lower place first on a tie; then all coefficients are
/// solved for again by least squares, and so on. Where a vector cannot be told better - nothing is left of it, or what
/// is left lies across all rows, or a row depends on those already taken, such as a second copy of one - it keeps the
/// fewer rows. Sums run in double. Cost: candidates x length x 2 + wanted^3 a vector.
/// </remarks>
public static class OrthogonalMatchingPursuit
{
    // Of a row's squared length: what is left of it beside the rows taken before is rounding below this.
    private const double LeastShare = 1e-10;
    private const int Grain = 16;

    /// <summary>Solves for vectors that may each use rows of their own.</summary>
    /// <param name="vectors">Shape [n, d].</param>
    /// <param name="library">Shape [m, d].</param>
    /// <param name="candidates">Rows that each vector may use, shape [n, k].</param>
    /// <param name="perVector">k, 1 or more.</param>
    /// <param name="wanted">Most rows that a vector uses; 1 or more.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">Widths or lengths do not fit, a candidate is no row, or a number is not
    /// finite.</exception>
    public static SparseCodes Solve(FeatureMatrix vectors, FeatureMatrix library, int[] candidates, int perVector,
        int wanted, int threads = 0, CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perVector, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(wanted, 1);
        Require.Length(candidates.Length, (long)vectors.Rows * perVector, $"[{vectors.Rows}, {perVector}]");
        if (library.Columns != vectors.Columns)
            throw new ArgumentException($"rows of {library.Columns} numbers cannot describe vectors of "
                + $"{vectors.Columns}", nameof(library));
        int none = Array.FindIndex(candidates, row => row < 0 || row >= library.Rows);
        if (none >= 0)
            throw new ArgumentException($"candidate {none} is row {candidates[none]}, the library has {library.Rows}",
                nameof(candidates));
        var codes = new SparseCodes(perVector, new float[candidates.Length],
            new FeatureMatrix(vectors.Rows, vectors.Columns), new float[vectors.Rows]);
        Ranges.Run(vectors.Rows, Grain, (start, end) =>
        {
            var pursuit = new Pursuit(perVector, Math.Min(wanted, perVector));
            for (int i = start; i < end; i++)
                pursuit.Run(vectors.Row(i), library, candidates.AsSpan(i * perVector, perVector), codes, i);
        }, threads, stop);
        int bad = Array.FindIndex(codes.Residual, float.IsNaN);
        return bad < 0 ? codes : throw new ArgumentException(
            $"vector {bad} or a row that it may use holds a number that is not finite", nameof(vectors));
    }

    // The state of one vector, used for one after the other.
    private sealed class Pursuit(int candidates, int wanted)
    {
        private readonly double[] _products = new double[candidates];
        private readonly double[][] _gram = [.. Enumerable.Range(0, wanted).Select(_ => new double[candidates])];
        private readonly double[] _factor = new double[wanted * wanted], _solution = new double[wanted],
            _half = new double[wanted];
        private readonly int[] _taken = new int[wanted];
        private readonly bool[] _isOut = new bool[candidates];

        public void Run(ReadOnlySpan<float> vector, FeatureMatrix library, ReadOnlySpan<int> rows, SparseCodes codes,
            int at)
        {
            Array.Clear(_isOut);
            for (int i = 0; i < rows.Length; i++)
                _products[i] = Product(vector, library.Row(rows[i]));
            int taken = 0;
            while (taken < wanted && Next(taken) is var pick and >= 0)
            {
                double[] gram = _gram[taken];
                for (int i = 0; i < rows.Length; i++)
                    gram[i] = Product(library.Row(rows[pick]), library.Row(rows[i]));
                _isOut[pick] = true;
                if (!Extend(taken, pick))
                    continue;
                _taken[taken++] = pick;
                Solve(taken);
            }
            Span<float> coefficients = codes.Coefficients.AsSpan(at * rows.Length, rows.Length);
            for (int i = 0; i < taken; i++)
                coefficients[_taken[i]] = (float)_solution[i];
            double squared = 0;
            Span<float> again = codes.Reconstruction.Row(at);
            for (int column = 0; column < again.Length; column++)
            {
                double sum = 0;
                for (int i = 0; i < taken; i++)
                    sum += _solution[i] * library.Row(rows[_taken[i]])[column];
                again[column] = (float)sum;
                squared += (vector[column] - sum) * (vector[column] - sum);
            }
            codes.Residual[at] = double.IsFinite(squared) && Array.TrueForAll(_products, double.IsFinite)
                ? (float)Math.Sqrt(squared) : float.NaN;
        }

        // The candidate that what is left is most like; -1 where it is like none.
        private int Next(int taken)
        {
            (int best, double most) = (-1, 0);
            for (int i = 0; i < _products.Length; i++)
            {
                double product = _products[i];
                for (int j = 0; j < taken; j++)
                    product -= _solution[j] * _gram[j][i];
                if (!_isOut[i] && Math.Abs(product) > most)
                    (best, most) = (i, Math.Abs(product));
            }
            return best;
        }

        // One more row of the Cholesky factor; false where the candidate depends on those taken before.
        private bool Extend(int taken, int pick)
        {
            double own = _gram[taken][pick], left = own;
            for (int i = 0; i < taken; i++)
            {
                double value = _gram[i][pick];
                for (int j = 0; j < i; j++)
                    value -= _factor[(taken * wanted) + j] * _factor[(i * wanted) + j];
                value /= _factor[(i * wanted) + i];
                _factor[(taken * wanted) + i] = value;
                left -= value * value;
            }
            if (!(left > LeastShare * own))
                return false;
            _factor[(taken * wanted) + taken] = Math.Sqrt(left);
            return true;
        }

        private void Solve(int taken)
        {
            for (int i = 0; i < taken; i++)
            {
                double value = _products[_taken[i]];
                for (int j = 0; j < i; j++)
                    value -= _factor[(i * wanted) + j] * _half[j];
                _half[i] = value / _factor[(i * wanted) + i];
            }
            for (int i = taken - 1; i >= 0; i--)
            {
                double value = _half[i];
                for (int j = i + 1; j < taken; j++)
                    value -= _factor[(j * wanted) + i] * _solution[j];
                _solution[i] = value / _factor[(i * wanted) + i];
            }
        }

        private static double Product(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
        {
            double sum = 0;
            for (int i = 0; i < left.Length; i++)
                sum += (double)left[i] * right[i];
            return sum;
        }
    }
}

/// <summary>What <see cref="OrthogonalMatchingPursuit"/> found.</summary>
/// <param name="PerVector">Candidates of a vector, k.</param>
/// <param name="Coefficients">Shape [n, k]; 0 for candidates that are not used.</param>
/// <param name="Reconstruction">Shape [n, d]: the vectors as sums of their rows.</param>
/// <param name="Residual">Shape [n]: length of what is left of each.</param>
public sealed record SparseCodes(int PerVector, float[] Coefficients, FeatureMatrix Reconstruction, float[] Residual);
