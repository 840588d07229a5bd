using System.Numerics;
using Pipeline3D.Data.Synthetic.Anomalies;
using Pipeline3D.Data.Synthetic.Rendering;
using Pipeline3D.Geometry.Neighbours;

namespace Pipeline3D.Data.Synthetic.Clouds;

/// <summary>Thins points to a number of them so that none of their surroundings is denser than the others.</summary>
/// <remarks>Points drawn evenly by area are dense where a surface is folded, as in the groove of a crack: more of it
/// lies within the same distance. Twice over, a point stays with the probability (d / median d)^2, at most 1: d is the
/// distance of the neighbour that would be the 8th among as many points as are wanted.</remarks>
internal static class EvenSample
{
    /// <summary>Points to draw for each that is wanted.</summary>
    public const int Oversampling = 4;

    private const int Neighbour = 8, Passes = 2;

    /// <summary>Indices of those that stay.</summary>
    /// <param name="points">The points, in an order that does not depend on their places.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="random">Source of the choice.</param>
    /// <remarks>Cost: O(n log n).</remarks>
    public static int[] Choose(Vector3[] points, int count, SplitMix64 random)
    {
        int[] kept = [.. Enumerable.Range(0, points.Length)], left = [];
        for (int pass = 0; pass < Passes; pass++)
        {
            int k = Math.Clamp(Neighbour * kept.Length / count, 1, kept.Length - 1);
            float[] distance = new KdTree(UnitBall.ToCloud(Array.ConvertAll(kept, i => points[i])), 1)
                .Nearest(k, threads: 1).Distance;
            float[] reach = [.. Enumerable.Range(1, kept.Length).Select(i => distance[k * i - 1])];
            float middle = reach.Order().ElementAt(reach.Length / 2);
            bool[] stays = [.. reach.Select(far => !(middle > 0)
                || random.NextDouble() < far / middle * (far / middle))];
            left = [.. kept.Where((_, i) => !stays[i]), .. left];
            kept = [.. kept.Where((_, i) => stays[i])];
        }
        return [.. kept.Concat(left).Take(count)];
    }
}
