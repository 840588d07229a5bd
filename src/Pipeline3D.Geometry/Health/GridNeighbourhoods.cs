using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Health;

/// <summary>Neighbourhoods on a pixel grid: a reading's neighbours are looked for among the pixels around it.</summary>
internal static class GridNeighbourhoods
{
    // 24, 80, 288 pixels around: enough for twelve readings where every second, or all but every eighth, is missing.
    private static ReadOnlySpan<int> Reaches => [2, 4, 8];

    /// <summary>Looks at the surface in some places.</summary>
    /// <param name="grid">The scan.</param>
    /// <param name="readings">Pixels with a reading.</param>
    /// <param name="places">Those of them to look at.</param>
    /// <returns>The sample; null when most places stand too far apart on the grid to tell. Cost: O(pixels / 8), and at
    /// most 288 distances a place.</returns>
    public static SurfaceSample? Of(OrganizedCloud grid, ReadOnlySpan<int> readings, ReadOnlySpan<int> places)
    {
        var isReading = new System.Collections.BitArray(grid.Points.Count);
        foreach (int pixel in readings)
            isReading[pixel] = true;
        var sample = new SurfaceSample();
        var near = new List<(double Squared, Vector3d Offset)>();
        Span<Vector3d> offsets = stackalloc Vector3d[SurfaceSample.Neighbours];
        int told = 0;
        foreach (int place in places)
        {
            foreach (int reach in Reaches)
            {
                Collect(grid, isReading, place, reach, near);
                if (near.Count >= SurfaceSample.Neighbours)
                    break;
            }
            near.Sort(static (left, right) => left.Squared.CompareTo(right.Squared));
            int count = Math.Min(near.Count, offsets.Length);
            for (int i = 0; i < count; i++)
                offsets[i] = near[i].Offset;
            sample.Add(offsets[..count]);
            told += count == offsets.Length ? 1 : 0;
        }
        return 2 * told >= places.Length ? sample : null;
    }

    private static void Collect(OrganizedCloud grid, System.Collections.BitArray isReading, int place, int reach,
        List<(double Squared, Vector3d Offset)> near)
    {
        near.Clear();
        Vector3d centre = Vector3d.Of(grid.Points, place);
        (int row, int column) = Math.DivRem(place, grid.Width);
        (int left, int right) = (Math.Max(0, column - reach), Math.Min(grid.Width - 1, column + reach));
        (int top, int bottom) = (Math.Max(0, row - reach), Math.Min(grid.Height - 1, row + reach));
        for (int y = top; y <= bottom; y++)
            for (int x = left; x <= right; x++)
            {
                int pixel = (y * grid.Width) + x;
                if (pixel == place || !isReading[pixel])
                    continue;
                Vector3d offset = Vector3d.Of(grid.Points, pixel) - centre;
                near.Add((Vector3d.Dot(offset, offset), offset));
            }
    }
}
