using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Interpolation;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ImrNet;

/// <summary>Scores of points by what a reconstruction changed.</summary>
/// <remarks>Source: IMRNet compares points and features; the fusion is a reconstruction. Lengths in the unit of the
/// clouds.</remarks>
internal static class ImrNetScoring
{
    /// <summary>Distance of each point to the nearest of another cloud.</summary>
    public static float[] Forward(PointCloud original, PointCloud found, int threads, CancellationToken stop)
        => new KdTree(found, threads).Nearest(original, 1, threads, stop).Distance;

    /// <summary>Distance of reconstructed points to the original, told at the nearest original point: the largest where
    /// several fall on one, 0 where none does. What was filled in where nothing is shows here alone.</summary>
    public static float[] Backward(KdTree original, PointCloud found, int threads, CancellationToken stop)
    {
        NearestNeighbours nearest = original.Nearest(found, 1, threads, stop);
        var largest = new float[original.Count];
        for (int i = 0; i < found.Count; i++)
            largest[nearest.Index[i]] = Math.Max(largest[nearest.Index[i]], nearest.Distance[i]);
        return largest;
    }

    /// <summary>Distance of features at common centres.</summary>
    /// <param name="before">Shape [G, d].</param>
    /// <param name="after">The same shape.</param>
    /// <param name="groups">Number of centres G.</param>
    public static float[] AtCentres(ReadOnlySpan<float> before, ReadOnlySpan<float> after, int groups)
    {
        var distances = new float[groups];
        int length = before.Length / groups;
        for (int group = 0; group < groups; group++)
        {
            double sum = 0;
            for (int i = group * length; i < (group + 1) * length; i++)
                sum += Math.Pow((double)before[i] - after[i], 2);
            distances[group] = (float)Math.Sqrt(sum);
        }
        return distances;
    }

    /// <summary>Values at centres brought to points: three nearest centres, by inverse squared distance.</summary>
    public static float[] Spread(PointCloud centres, float[] values, PointCloud points, int threads,
        CancellationToken stop) => InverseDistance.Of(centres, points, 3, threads, stop)
            .Apply(new FeatureMatrix(values.Length, 1, values), threads, stop).Values.ToArray();

    /// <summary>Mean of each point's value and those of its neighbours.</summary>
    /// <param name="points">The points.</param>
    /// <param name="values">One for each.</param>
    /// <param name="neighbours">Points of a mean, the point itself among them; 1 changes nothing.</param>
    /// <param name="threads">Most threads to use; 0 = one per core.</param>
    /// <param name="stop">Ends the work.</param>
    public static float[] Smooth(KdTree points, float[] values, int neighbours, int threads, CancellationToken stop)
    {
        int count = Math.Min(neighbours, points.Count);
        if (count <= 1)
            return values;
        int[] around = points.Nearest(count, includeSelf: true, threads, stop).Index;
        var means = new float[values.Length];
        for (int i = 0; i < means.Length; i++)
        {
            double sum = 0;
            foreach (int j in around.AsSpan(i * count, count))
                sum += values[j];
            means[i] = (float)(sum / count);
        }
        return means;
    }
}
