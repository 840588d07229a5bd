using System.Numerics;
using Pipeline3D.Data.Synthetic.Anomalies;

namespace Pipeline3D.Data.Synthetic.Meshes;

/// <summary>Fills closed lines in a plane with triangles.</summary>
internal static class PlaneFill
{
    /// <summary>The inside by the even-odd rule, as triangles that face along the axis.</summary>
    /// <param name="edges">Edges of the lines, in any order and direction.</param>
    /// <param name="place">A place on the plane.</param>
    /// <param name="axis">Unit normal of the plane.</param>
    /// <returns>Triangles; lines within lines leave openings, and a line that does not close leaves its strip
    /// out.</returns>
    /// <remarks>The plane is cut into strips at every corner; within a strip no edge begins or ends, so that what lies
    /// between every other pair of edges is a trapezoid. Cost: O(n^2) for n edges.</remarks>
    public static IEnumerable<(Vector3 A, Vector3 B, Vector3 C)> Triangles(
        IReadOnlyList<(Vector3 From, Vector3 To)> edges, Vector3 place, Vector3 axis)
    {
        var frame = new AnomalyFrame(place, axis);
        (Vector3 right, Vector3 up) = (frame.Tangent, frame.Bitangent);
        (Vector2 Low, Vector2 High)[] rising = [.. edges.Select(edge => (Flat(edge.From), Flat(edge.To)))
            .Where(edge => edge.Item1.Y != edge.Item2.Y)
            .Select(edge => edge.Item1.Y < edge.Item2.Y ? edge : (edge.Item2, edge.Item1))
            .OrderBy(edge => edge.Item1.Y)];
        float[] heights = [.. rising.SelectMany(edge => new[] { edge.Low.Y, edge.High.Y }).Distinct().Order()];
        List<(Vector2 Low, Vector2 High)> open = [];
        for (int strip = 0, next = 0; strip + 1 < heights.Length; strip++)
        {
            (float low, float high) = (heights[strip], heights[strip + 1]);
            open.RemoveAll(edge => edge.High.Y <= low);
            for (; next < rising.Length && rising[next].Low.Y <= low; next++)
                open.Add(rising[next]);
            float middle = (low + high) / 2;
            open.Sort((left, right) => At(left, middle).CompareTo(At(right, middle)));
            for (int i = 0; i + 1 < open.Count; i += 2)
            {
                Vector3 a = Lift(open[i], low), b = Lift(open[i + 1], low), c = Lift(open[i + 1], high),
                    d = Lift(open[i], high);
                yield return (a, b, c);
                yield return (a, c, d);
            }
        }

        Vector2 Flat(Vector3 point) => new(Vector3.Dot(point - place, right), Vector3.Dot(point - place, up));

        Vector3 Lift((Vector2 Low, Vector2 High) edge, float height) => place + At(edge, height) * right + height * up;
    }

    private static float At((Vector2 Low, Vector2 High) edge, float height)
        => edge.Low.X + (edge.High.X - edge.Low.X) * (height - edge.Low.Y) / (edge.High.Y - edge.Low.Y);
}
