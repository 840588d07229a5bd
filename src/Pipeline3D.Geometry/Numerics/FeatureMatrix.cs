namespace Pipeline3D.Geometry.Numerics;

/// <summary>Feature vectors as the rows of a dense float32 matrix.</summary>
public sealed class FeatureMatrix
{
    /// <summary>Makes a matrix of zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or there are no columns.</exception>
    public FeatureMatrix(int rows, int columns)
        : this(rows, columns, new float[checked(NotNegative(rows) * columns)])
    {
    }

    /// <summary>Wraps values without copying.</summary>
    /// <param name="rows">Number of vectors.</param>
    /// <param name="columns">Length of a vector, above 0.</param>
    /// <param name="values">Shape [rows, columns], row-major.</param>
    /// <exception cref="ArgumentException">The length does not fit the shape.</exception>
    public FeatureMatrix(int rows, int columns, float[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        Require.Length(values.Length, (long)rows * columns, $"[{rows}, {columns}]", nameof(values));
        (Rows, Columns, Values) = (rows, columns, values);
    }

    /// <summary>Number of vectors.</summary>
    public int Rows { get; }

    /// <summary>Length of a vector.</summary>
    public int Columns { get; }

    /// <summary>All values; shape [Rows, Columns], row-major.</summary>
    public float[] Values { get; }

    /// <summary>One vector.</summary>
    public Span<float> Row(int row) => Values.AsSpan(row * Columns, Columns);

    /// <summary>A new matrix of the chosen rows, in the order of <paramref name="rows"/>.</summary>
    public FeatureMatrix Select(ReadOnlySpan<int> rows)
    {
        var chosen = new FeatureMatrix(rows.Length, Columns);
        for (int i = 0; i < rows.Length; i++)
            Row(rows[i]).CopyTo(chosen.Row(i));
        return chosen;
    }

    private static int NotNegative(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        return rows;
    }
}
