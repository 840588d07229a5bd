using System.Runtime.Intrinsics;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Descriptors;

/// <summary>Fast point feature histograms: 33 numbers that describe how the surface bends around a point.</summary>
/// <remarks>
/// Source: Rusu, Blodow and Beetz 2009, in Open3D's form: neighbours are at most MaxNeighbours nearest points within
/// the radius, the point itself first and skipped; a pair gives three angles, each binned into 11; a point's histogram
/// (SPFH) shares 100 per part among its neighbours; the neighbours' histograms are summed with weights 1 / distance^2,
/// scaled to 100 per part, and the own one is added. So a part sums to 200 (PCL: 100, without the own one). Columns
/// 0-10 hold the angle theta, 11-21 alpha, 22-32 phi. Pair angles are computed in double. Cost: n x neighbours pairs;
/// the neighbour lists take 8 bytes a pair.
/// </remarks>
public static class Fpfh
{
    /// <summary>Values of one descriptor.</summary>
    public const int Length = 33;

    private const int Bins = FpfhBins.Count;
    private const int Grain = 256;

    // Rows are padded to five vectors of eight, so that sums over histograms need no tail.
    private const int Stride = 40;

    /// <summary>Describes every point of a cloud.</summary>
    /// <param name="cloud">Finite points.</param>
    /// <param name="normals">One unit normal per point, consistently oriented.</param>
    /// <param name="radius">Reach, in the unit of the coordinates.</param>
    /// <param name="maxNeighbours">At most so many points, itself included; the nearest ones.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [n, 33]; a point without neighbours has zeros.</returns>
    /// <exception cref="ArgumentException">The lengths differ, a value is not finite, or an argument is out of
    /// range.</exception>
    public static FeatureMatrix Compute(PointCloud cloud, PointCloud normals, double radius, int maxNeighbours,
        int threads = 0, CancellationToken stop = default)
        => Compute(cloud, normals, new KdTree(cloud, threads), radius, maxNeighbours, threads, stop);

    /// <summary>As above, with a tree that exists already.</summary>
    /// <param name="cloud">The points the tree was built of.</param>
    /// <param name="normals">One unit normal per point, consistently oriented.</param>
    /// <param name="tree">A tree of exactly these points.</param>
    /// <param name="radius">Reach, in the unit of the coordinates.</param>
    /// <param name="maxNeighbours">At most so many points, itself included; the nearest ones.</param>
    /// <param name="threads">Most threads to use; 0 = one per core.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [n, 33].</returns>
    /// <exception cref="ArgumentException">The lengths differ, a value is not finite, or an argument is out of
    /// range.</exception>
    public static FeatureMatrix Compute(PointCloud cloud, PointCloud normals, KdTree tree, double radius,
        int maxNeighbours, int threads = 0, CancellationToken stop = default)
    {
        Require.Finite(normals);
        if (normals.Count != cloud.Count || tree.Count != cloud.Count)
            throw new ArgumentException(
                $"{normals.Count} normals and a tree of {tree.Count} points do not match {cloud.Count} points",
                nameof(normals));
        NeighbourLists lists = tree.Within(radius, maxNeighbours, threads, stop);
        // The tree's order keeps neighbours close in memory, in both passes.
        int[] order = tree.Nodes.Original;
        var simple = new float[checked(cloud.Count * Stride)];
        Ranges.Run(cloud.Count, Grain, (start, end) =>
        {
            for (int position = start; position < end; position++)
                AddSimple(cloud, normals, order[position], lists.Of(order[position]),
                    simple.AsSpan(order[position] * Stride, Stride));
        }, threads, stop);
        var features = new FeatureMatrix(cloud.Count, Length);
        Ranges.Run(cloud.Count, Grain, (start, end) =>
        {
            for (int position = start; position < end; position++)
                Combine(simple, lists, order[position], features.Row(order[position]));
        }, threads, stop);
        return features;
    }

    private static void AddSimple(
        PointCloud cloud, PointCloud normals, int point, ReadOnlySpan<int> neighbours, Span<float> histogram)
    {
        if (neighbours.Length < 2)
            return;
        ReadOnlySpan<float> xs = cloud.X, ys = cloud.Y, zs = cloud.Z, nx = normals.X, ny = normals.Y, nz = normals.Z;
        var place = new Vector3d(xs[point], ys[point], zs[point]);
        var normal = new Vector3d(nx[point], ny[point], nz[point]);
        // Counts first: whole numbers add exactly, in any order.
        foreach (int other in neighbours[1..])
        {
            var otherPlace = new Vector3d(xs[other], ys[other], zs[other]);
            var otherNormal = new Vector3d(nx[other], ny[other], nz[other]);
            (double sine, double cosine, double alpha, double phi) = PairAngles.Of(
                place, normal, otherPlace, otherNormal);
            histogram[FpfhBins.OfAngle(sine, cosine)]++;
            histogram[Bins + FpfhBins.OfCosine(alpha)]++;
            histogram[(2 * Bins) + FpfhBins.OfCosine(phi)]++;
        }
        float share = 100f / (neighbours.Length - 1);
        foreach (ref float value in histogram)
            value *= share;
    }

    private static void Combine(float[] simple, NeighbourLists lists, int point, Span<float> feature)
    {
        ReadOnlySpan<int> neighbours = lists.Of(point);
        ReadOnlySpan<float> squared = lists.SquaredDistancesOf(point);
        if (neighbours.Length < 2)
            return;
        Vector256<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default;
        // Weights are relative to the nearest neighbour: the sum is scaled anyway, and tiny distances cannot overflow.
        float nearest = NearestAboveZero(squared);
        for (int j = 1; j < neighbours.Length; j++)
        {
            if (squared[j] == 0)
                continue;
            Vector256<float> weight = Vector256.Create(nearest / squared[j]);
            ReadOnlySpan<float> other = simple.AsSpan(neighbours[j] * Stride, Stride);
            sum0 += weight * Vector256.Create(other);
            sum1 += weight * Vector256.Create(other[8..]);
            sum2 += weight * Vector256.Create(other[16..]);
            sum3 += weight * Vector256.Create(other[24..]);
            sum4 += weight * Vector256.Create(other[32..]);
        }
        Span<float> sum = stackalloc float[Stride];
        sum0.CopyTo(sum);
        sum1.CopyTo(sum[8..]);
        sum2.CopyTo(sum[16..]);
        sum3.CopyTo(sum[24..]);
        sum4.CopyTo(sum[32..]);
        ReadOnlySpan<float> own = simple.AsSpan(point * Stride, Length);
        for (int part = 0; part < Length; part += Bins)
        {
            double total = 0;
            foreach (float value in sum.Slice(part, Bins))
                total += value;
            double scale = total > 0 ? 100 / total : 0;
            for (int bin = part; bin < part + Bins; bin++)
                feature[bin] = (float)((sum[bin] * scale) + own[bin]);
        }
    }

    private static float NearestAboveZero(ReadOnlySpan<float> squared)
    {
        foreach (float value in squared)
            if (value > 0)
                return value;
        return 0;
    }
}
