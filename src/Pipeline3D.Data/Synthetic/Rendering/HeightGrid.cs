namespace Pipeline3D.Data.Synthetic.Rendering;

/// <summary>Heights above the table on a regular grid centred at the origin, bilinear between its nodes,
/// metres.</summary>
internal sealed class HeightGrid
{
    private readonly int _columns, _rows;
    private readonly float _inverse, _originA, _originB;
    private readonly float[] _heights;

    /// <summary>Samples a surface. Cost: one evaluation per node.</summary>
    public HeightGrid(ISurface surface, double width, double height, double spacing)
    {
        (_columns, _rows) = ((int)Math.Ceiling(width / spacing) + 1, (int)Math.Ceiling(height / spacing) + 1);
        (_originA, _originB) = ((float)(-(_columns - 1) * spacing / 2), (float)(-(_rows - 1) * spacing / 2));
        (Spacing, _inverse) = ((float)spacing, (float)(1 / spacing));
        _heights = new float[_columns * _rows];
        for (int row = 0; row < _rows; row++)
            for (int column = 0; column < _columns; column++)
                _heights[row * _columns + column] =
                    (float)surface.Height(_originA + column * spacing, _originB + row * spacing);
        Highest = Math.Max(0, _heights.Max());
    }

    public float Spacing { get; }

    public float Highest { get; }

    /// <summary>Height at a place; the table (0) outside the grid.</summary>
    public float At(float a, float b)
    {
        float x = (a - _originA) * _inverse, y = (b - _originB) * _inverse;
        // The negated comparison also turns NaN away.
        if (!(x >= 0 && y >= 0 && x < _columns - 1 && y < _rows - 1))
            return 0;
        (int column, int row) = ((int)x, (int)y);
        (float u, float v) = (x - column, y - row);
        int index = row * _columns + column;
        float top = _heights[index] + (_heights[index + 1] - _heights[index]) * u;
        index += _columns;
        float bottom = _heights[index] + (_heights[index + 1] - _heights[index]) * u;
        return top + (bottom - top) * v;
    }
}
