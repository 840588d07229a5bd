using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.ThreeDSt.Scenes;

/// <summary>Which points of a scene a sensor far above sees.</summary>
internal static class SeenFromAbove
{
    // Squares of three cells, two of whose sides a surface may fall within: its slope, not another surface.
    private const int Square = 1, Depth = 6;

    /// <summary>The points that no other's square covers from above, ascending.</summary>
    /// <remarks>The rule of <see cref="Geometry.Views.PointViewOptions.Occlude"/> for parallel rays. Cost: O(n +
    /// cells), where there are as many cells as points.</remarks>
    public static int[] Of(PointCloud points)
    {
        (float left, float right, float front, float back) = (float.MaxValue, float.MinValue, float.MaxValue,
            float.MinValue);
        for (int i = 0; i < points.Count; i++)
            (left, right, front, back) = (Math.Min(left, points.X[i]), Math.Max(right, points.X[i]),
                Math.Min(front, points.Y[i]), Math.Max(back, points.Y[i]));
        // Of a scene that is a line seen from above, the length decides.
        double width = (double)right - left, depth = (double)back - front, cell = Math.Max(
            Math.Sqrt(width * depth / points.Count), Math.Max(Math.Max(width, depth) / points.Count, 1e-9));
        int columns = (int)((right - left) / cell) + 1, rows = (int)((back - front) / cell) + 1;
        var highest = new float[columns * rows];
        Array.Fill(highest, float.MinValue);
        (int, int) CellOf(int i) => ((int)((points.X[i] - left) / cell), (int)((points.Y[i] - front) / cell));
        for (int i = 0; i < points.Count; i++)
        {
            (int column, int row) = CellOf(i);
            for (int y = Math.Max(0, row - Square); y <= Math.Min(rows - 1, row + Square); y++)
                for (int x = Math.Max(0, column - Square); x <= Math.Min(columns - 1, column + Square); x++)
                    highest[(y * columns) + x] = Math.Max(highest[(y * columns) + x], points.Z[i]);
        }
        var seen = new List<int>(points.Count);
        for (int i = 0; i < points.Count; i++)
        {
            (int column, int row) = CellOf(i);
            if (points.Z[i] >= highest[(row * columns) + column] - (Depth * cell))
                seen.Add(i);
        }
        return [.. seen];
    }
}
