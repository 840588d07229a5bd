namespace Pipeline3D.Geometry;

/// <summary>A cloud on a pixel grid: point <c>row * Width + column</c> was seen by that pixel; (0,0,0) = no
/// reading.</summary>
public sealed class OrganizedCloud
{
    /// <summary>Makes a grid over <paramref name="points"/>.</summary>
    /// <exception cref="ArgumentException">The cloud does not hold width times height points.</exception>
    public OrganizedCloud(int width, int height, PointCloud points)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if ((long)width * height != points.Count)
            throw new ArgumentException($"{points.Count} points do not fill a grid of {width} x {height}",
                nameof(points));
        (Width, Height, Points) = (width, height, points);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The points, row-major; shape [Height * Width].</summary>
    public PointCloud Points { get; }

    /// <summary>Whether pixel <paramref name="index"/> holds a reading.</summary>
    public bool IsValid(int index, ValidRule rule = ValidRule.AllNonZero)
    {
        float x = Points.X[index], y = Points.Y[index], z = Points.Z[index];
        if (!float.IsFinite(x) || !float.IsFinite(y) || !float.IsFinite(z))
            return false;
        return rule switch
        {
            ValidRule.AllNonZero => x != 0 && y != 0 && z != 0,
            ValidRule.ZNonZero => z != 0,
            _ => x != 0 || y != 0 || z != 0,
        };
    }

    /// <summary>Flat indices of the pixels with a reading, ascending. Cost: O(Width * Height).</summary>
    public int[] ValidIndices(ValidRule rule = ValidRule.AllNonZero)
    {
        var indices = new List<int>(Points.Count);
        for (int i = 0; i < Points.Count; i++)
            if (IsValid(i, rule))
                indices.Add(i);
        return [.. indices];
    }
}
