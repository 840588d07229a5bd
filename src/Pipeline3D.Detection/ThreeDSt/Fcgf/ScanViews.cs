using System.Numerics;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Fcgf;

namespace Pipeline3D.Detection.ThreeDSt.Fcgf;

/// <summary>Two views of a scan, and the places that both show.</summary>
/// <param name="Left">Voxels of one view.</param>
/// <param name="Right">Of the other.</param>
/// <param name="Pairs">Voxels of one place, left and right.</param>
/// <param name="IsNear">Shape [pairs, pairs]: whether two places are too near to be told apart.</param>
internal sealed record ScanViews(SparseVoxels Left, SparseVoxels Right, IReadOnlyList<(int Left, int Right)> Pairs,
    bool[] IsNear)
{
    // In voxels: how far apart the two voxels of a place may lie, and how far other places must.
    private const double Same = 1, Other = 2.5;

    /// <summary>Makes two views: each keeps a share of the points on one side of a plane, turned anyhow, scaled by 0.8
    /// to 1.2 and shaken.</summary>
    /// <param name="points">The scan, its mean distance of neighbours as the unit.</param>
    /// <param name="options">How.</param>
    /// <param name="random">Seeded draws.</param>
    /// <exception cref="InvalidOperationException">Fewer than two places are in both.</exception>
    public static ScanViews Of(PointCloud points, FcgfOptions options, ref SplitMix64 random)
    {
        (SparseVoxels left, PointCloud leftPlaces) = View(points, options, ref random);
        (SparseVoxels right, PointCloud rightPlaces) = View(points, options, ref random);
        NearestNeighbours nearest = new KdTree(rightPlaces, 1).Nearest(leftPlaces, 1, 1);
        List<(int Left, int Right)> pairs = [];
        for (int i = 0; i < leftPlaces.Count; i++)
            if (nearest.Distance[i] < Same * options.Voxel)
                pairs.Add((i, nearest.Index[i]));
        if (pairs.Count < 2)
            throw new InvalidOperationException($"two views of a scan have {pairs.Count} places in common, where two "
                + "at least are told apart; set voxel lower, or overlap higher");
        (int, int)[] drawn = [.. pairs];
        random.Draw(drawn.AsSpan(), Math.Min(options.Places, drawn.Length));
        pairs = [.. drawn.Take(options.Places)];
        var isNear = new bool[pairs.Count * pairs.Count];
        double far = Other * options.Voxel;
        for (int i = 0; i < pairs.Count; i++)
            for (int j = 0; j < pairs.Count; j++)
                isNear[(i * pairs.Count) + j] = Vector3.Distance(leftPlaces[pairs[i].Left], leftPlaces[pairs[j].Left])
                    < far;
        return new ScanViews(left, right, pairs, isNear);
    }

    private static (SparseVoxels Voxels, PointCloud Places) View(PointCloud points, FcgfOptions options,
        ref SplitMix64 random)
    {
        Vector3 side = Vector3.Normalize(new((float)random.NextNormal(), (float)random.NextNormal(),
            (float)random.NextNormal() + 1e-6f));
        float[] heights = [.. Enumerable.Range(0, points.Count).Select(i => Vector3.Dot(side, points[i]))];
        int[] order = [.. Enumerable.Range(0, points.Count)];
        Array.Sort(heights, order);
        int[] kept = order[..Math.Max(1, (int)(options.Overlap * points.Count))];
        Array.Sort(kept);
        PointCloud chosen = points.Select(kept);
        Quaternion turn = Quaternion.Normalize(new((float)random.NextNormal(), (float)random.NextNormal(),
            (float)random.NextNormal(), (float)random.NextNormal()));
        float scale = (float)(0.8 + (0.4 * random.NextUnit()));
        var changed = new PointCloud(chosen.Count);
        for (int i = 0; i < chosen.Count; i++)
            changed[i] = Vector3.Transform(scale * (chosen[i] + ((float)options.Noise * new Vector3(
                (float)random.NextNormal(), (float)random.NextNormal(), (float)random.NextNormal()))), turn);
        SparseVoxels voxels = SparseVoxels.Of(changed, options.Voxel, options.FirstKernel);
        return (voxels, chosen.Select(voxels.FirstPoint));
    }
}
