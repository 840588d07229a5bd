namespace Pipeline3D.Detection.ShapeGuided;

/// <summary>The points of a patch that places lie nearest to.</summary>
internal static class NearestPoints
{
    /// <summary>Finds them by a look at all points: a patch has few.</summary>
    /// <param name="points">Shape [points, 3].</param>
    /// <param name="places">Shape [count, 3].</param>
    /// <param name="nearest">Shape [count, 3]; overwritten. Of points at the same distance the first.</param>
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
