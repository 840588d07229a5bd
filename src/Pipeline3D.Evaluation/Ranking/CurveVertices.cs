using System.Collections.Immutable;

namespace Pipeline3D.Evaluation.Ranking;

/// <summary>Vertices of a curve for plots: from (0,0) to (1,1), thinned where they are too many to draw.</summary>
internal static class CurveVertices
{
    public static ImmutableArray<CurvePoint> Of(ScoreRanking ranking, ReadOnlySpan<double> heights, int maxVertices)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxVertices, 2);
        return Thin(All(ranking, heights), maxVertices);
    }

    private static List<CurvePoint> All(ScoreRanking ranking, ReadOnlySpan<double> heights)
    {
        var vertices = new List<CurvePoint> { new(0, 0) };
        double normal = ranking.Normal, rate = 0;
        for (int i = heights.Length - 1; i >= 0; i--)
        {
            Append(new CurvePoint(ranking.Above[i] / normal, rate));
            rate = Math.Min(1, rate + heights[i]);
            Append(new CurvePoint(ranking.AtOrAbove[i] / normal, rate));
        }
        Append(new CurvePoint(1, vertices[^1].Rate));
        Append(new CurvePoint(1, 1));
        return vertices;

        void Append(CurvePoint vertex)
        {
            if (vertex != vertices[^1])
                vertices.Add(vertex);
        }
    }

    // Equal steps along the curve's own length keep both its steep and its flat parts; the ends stay exact.
    private static ImmutableArray<CurvePoint> Thin(List<CurvePoint> vertices, int maxVertices)
    {
        if (vertices.Count <= maxVertices)
            return [.. vertices];
        var kept = ImmutableArray.CreateBuilder<CurvePoint>(maxVertices);
        kept.Add(vertices[0]);
        // A monotone curve from (0,0) to (1,1) is 2 long in the sum of its two coordinates.
        double step = 2.0 / (maxVertices - 1), next = step;
        for (int i = 1; i < vertices.Count - 1 && kept.Count < maxVertices - 1; i++)
        {
            double length = vertices[i].FalsePositiveRate + vertices[i].Rate;
            if (length < next)
                continue;
            kept.Add(vertices[i]);
            next = step * (Math.Floor(length / step) + 1);
        }
        kept.Add(vertices[^1]);
        return kept.ToImmutable();
    }
}
