namespace Pipeline3D.Detection.ShapeGuided;

/// <summary>The points of patches that places lie nearest to.</summary>
internal static class NearestPoints
{
    /// <summary>Finds them one patch after the other, each by a look at all its points.</summary>
    /// <param name="patches">Shape [n, points, 3].</param>
    /// <param name="points">Points of a patch.</param>
    /// <param name="places">Shape [n, count, 3].</param>
    /// <param name="count">Places of a patch.</param>
    /// <returns>Shape [n, count, 3]; of points at the same distance the first.</returns>
    public static float[] Of(ReadOnlySpan<float> patches, int points, ReadOnlySpan<float> places, int count)
    {
        var nearest = new float[places.Length];
        for (int patch = 0; patch < places.Length / (3 * count); patch++)
            Find(patches.Slice(patch * 3 * points, 3 * points), places.Slice(patch * 3 * count, 3 * count),
                nearest.AsSpan(patch * 3 * count, 3 * count));
        return nearest;
    }

    /// <summary>The same for one patch.</summary>
    /// <param name="points">Shape [points, 3].</param>
    /// <param name="places">Shape [count, 3].</param>
    /// <param name="nearest">Shape [count, 3]; overwritten.</param>
    public static void Find(ReadOnlySpan<float> points, ReadOnlySpan<float> places, Span<float> nearest)
    {
        for (int place = 0; place < places.Length; place += 3)
        {
            (float x, float y, float z) = (places[place], places[place + 1], places[place + 2]);
            (int best, float least) = (0, float.PositiveInfinity);
            for (int point = 0; point < points.Length; point += 3)
            {
                float dx = points[point] - x, dy = points[point + 1] - y, dz = points[point + 2] - z,
                    squared = (dx * dx) + (dy * dy) + (dz * dz);
                if (squared < least)
                    (best, least) = (point, squared);
            }
            points.Slice(best, 3).CopyTo(nearest[place..]);
        }
    }
}
