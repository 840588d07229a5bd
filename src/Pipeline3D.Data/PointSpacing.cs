using Pipeline3D.Geometry;

namespace Pipeline3D.Data;

/// <summary>How far apart the points of a cloud lie.</summary>
internal static class PointSpacing
{
    /// <summary>Points whose nearest neighbour is looked for: the median of 256 is within 10 % of the
    /// cloud's.</summary>
    internal const int Sample = 256;

    /// <summary>Median distance of sampled points to their nearest other valid point.</summary>
    /// <param name="points">The cloud.</param>
    /// <param name="valid">Indices of its valid points.</param>
    /// <param name="seed">Seed of the sample; all points are taken when there are no more than
    /// <see cref="Sample"/>.</param>
    /// <returns>The distance in the cloud's unit; NaN with fewer than two valid points.</returns>
    /// <remarks>Brute force over packed copies. Cost: O(Sample x points).</remarks>
    internal static float Median(PointCloud points, ReadOnlySpan<int> valid, int seed)
    {
        if (valid.Length < 2)
            return float.NaN;
        PointCloud packed = points.Select(valid);
        int[] chosen = [.. Enumerable.Range(0, packed.Count)];
        if (packed.Count > Sample)
        {
            var random = new Random(seed);
            for (int i = 0; i < Sample; i++)
            {
                int other = random.Next(i, chosen.Length);
                (chosen[i], chosen[other]) = (chosen[other], chosen[i]);
            }
            chosen = chosen[..Sample];
        }
        float[] nearest = [.. chosen.Select(index => NearestSquared(packed, index)).Order()];
        // The middle value; the mean of the two middle ones for an even number.
        float low = MathF.Sqrt(nearest[(nearest.Length - 1) / 2]), high = MathF.Sqrt(nearest[nearest.Length / 2]);
        return (low + high) / 2;
    }

    private static float NearestSquared(PointCloud points, int index)
    {
        ReadOnlySpan<float> x = points.X, y = points.Y, z = points.Z;
        float ownX = x[index], ownY = y[index], ownZ = z[index], nearest = float.PositiveInfinity;
        for (int i = 0; i < x.Length; i++)
        {
            float a = x[i] - ownX, b = y[i] - ownY, c = z[i] - ownZ, squared = a * a + b * b + c * c;
            if (squared < nearest && i != index)
                nearest = squared;
        }
        return nearest;
    }
}
