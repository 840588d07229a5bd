namespace Pipeline3D.Geometry.Interpolation;

/// <summary>Exact solver of the coarsest level: Cholesky factors of the dense matrix of its unknowns.</summary>
internal sealed class DenseCholesky
{
    private readonly int[] _places;
    private readonly double[][] _factor;
    private readonly double[] _values;

    public DenseCholesky(GridLevel level)
    {
        var places = new List<int>();
        for (int row = 0; row < level.Height; row++)
            for (int column = 0; column < level.Width; column++)
                if (level.Diagonal[level.RowStart(row) + column] > 0)
                    places.Add(level.RowStart(row) + column);
        _places = [.. places];
        _values = new double[_places.Length];
        _factor = new double[_places.Length][];
        for (int i = 0; i < _places.Length; i++)
        {
            _factor[i] = new double[i + 1];
            for (int j = 0; j <= i; j++)
                _factor[i][j] = Entry(level, _places[i], _places[j]);
        }
        Factorise();
    }

    /// <summary>Places of the unknowns, ascending.</summary>
    public ReadOnlySpan<int> Places => _places;

    /// <summary>Solves for the unknowns of a level; others become 0.</summary>
    public void Solve(float[] right, float[] solution)
    {
        for (int i = 0; i < _values.Length; i++)
            _values[i] = right[_places[i]];
        Solve();
        Array.Clear(solution);
        for (int i = 0; i < _values.Length; i++)
            solution[_places[i]] = (float)_values[i];
    }

    /// <summary>The inverse matrix of the m unknowns. Cost: O(m^3).</summary>
    /// <returns>Shape [m, m].</returns>
    public double[] Inverse()
    {
        var inverse = new double[_values.Length * _values.Length];
        for (int row = 0; row < _values.Length; row++)
        {
            Array.Clear(_values);
            _values[row] = 1;
            Solve();
            _values.CopyTo(inverse, row * _values.Length);
        }
        return inverse;
    }

    private void Solve()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            double value = _values[i];
            for (int j = 0; j < i; j++)
                value -= _factor[i][j] * _values[j];
            _values[i] = value / _factor[i][i];
        }
        for (int i = _values.Length - 1; i >= 0; i--)
        {
            _values[i] /= _factor[i][i];
            for (int j = 0; j < i; j++)
                _values[j] -= _factor[i][j] * _values[i];
        }
    }

    private void Factorise()
    {
        for (int i = 0; i < _factor.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double value = _factor[i][j];
                for (int k = 0; k < j; k++)
                    value -= _factor[i][k] * _factor[j][k];
                // The matrix is positive definite: every part touches a known pixel. Rounding of a nearly singular one
                // is caught here.
                _factor[i][j] = i == j ? Math.Sqrt(Math.Max(value, 1e-14 * _factor[i][i])) : value / _factor[j][j];
            }
        }
    }

    private static double Entry(GridLevel level, int place, int earlier)
        => place == earlier ? level.Diagonal[place]
            : earlier == place - 1 ? -level.Right[earlier]
            : earlier == place - level.Stride ? -level.Down[earlier] : 0;
}
