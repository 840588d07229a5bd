using System.Numerics;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;

namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>Patches of a scan, and pseudo-anomalous ones, of given draws.</summary>
/// <remarks>Source: the authors' figures; the rules are reconstructed. A patch is an anchor's nearest points, the
/// anchor among them, ascending by distance, ties by index.</remarks>
internal static class PseudoAnomalies
{
    /// <summary>A patch as it is.</summary>
    /// <param name="tree">The scan's points.</param>
    /// <param name="anchor">Where.</param>
    /// <param name="size">Points of a patch; the scan has as many.</param>
    /// <returns>Indices of the scan's points.</returns>
    public static int[] Normal(KdTree tree, Vector3 anchor, int size) => tree.Nearest(One(anchor), size, 1).Index;

    /// <summary>A place of interest.</summary>
    /// <param name="cloud">The task-irrelevant scan.</param>
    /// <param name="tree">Its points.</param>
    /// <param name="picked">The point that it is picked by.</param>
    /// <param name="count">Its points; those that there are, where there are fewer.</param>
    /// <returns>The points, relative to the one that was picked, which is the first.</returns>
    public static PointCloud Piece(PointCloud cloud, KdTree tree, int picked, int count)
    {
        PointCloud piece = cloud.Select(Normal(tree, cloud[picked], Math.Min(count, cloud.Count)));
        Vector3 from = cloud[picked];
        for (int i = 0; i < piece.Count; i++)
            piece[i] -= from;
        return piece;
    }

    /// <summary>A piece brought to an anchor; its orientation stays.</summary>
    /// <param name="piece">What <see cref="Piece"/> gave.</param>
    /// <param name="anchor">Where to.</param>
    /// <param name="scale">What it is stretched by.</param>
    /// <param name="rule">Which of its places comes to lie there.</param>
    public static PointCloud Attach(PointCloud piece, Vector3 anchor, float scale, AttachingRule rule)
    {
        double x = 0, y = 0, z = 0;
        for (int i = 0; i < piece.Count && rule == AttachingRule.Mean; i++)
            (x, y, z) = (x + piece.X[i], y + piece.Y[i], z + piece.Z[i]);
        Vector3 middle = new((float)(x / piece.Count), (float)(y / piece.Count), (float)(z / piece.Count));
        var moved = new PointCloud(piece.Count);
        for (int i = 0; i < piece.Count; i++)
            moved[i] = anchor + (scale * (piece[i] - middle));
        return moved;
    }

    /// <summary>A patch of a scan to which a piece was attached.</summary>
    /// <param name="cloud">The scan.</param>
    /// <param name="tree">Its points.</param>
    /// <param name="anchor">Where.</param>
    /// <param name="attached">The piece, in place.</param>
    /// <param name="size">Points of a patch.</param>
    /// <returns>Indices: the scan's points first, behind them those of the piece.</returns>
    public static int[] Adding(PointCloud cloud, KdTree tree, Vector3 anchor, PointCloud attached, int size)
    {
        int[] own = Normal(tree, anchor, Math.Min(size, cloud.Count));
        return [.. own.Select(i => (Index: i, Distance: Squared(cloud[i], anchor)))
            .Concat(Enumerable.Range(0, attached.Count).Select(i => (Index: cloud.Count + i,
                Distance: Squared(attached[i], anchor))))
            .OrderBy(point => point.Distance).ThenBy(point => point.Index).Take(size).Select(point => point.Index)];
    }

    /// <summary>A patch with a hole: of the nearest points, as many as the patch and the hole have, those nearest to
    /// one of them are taken away.</summary>
    /// <param name="cloud">The scan.</param>
    /// <param name="tree">Its points.</param>
    /// <param name="anchor">Where.</param>
    /// <param name="size">Points of a patch.</param>
    /// <param name="removed">Points of the hole; the scan has as many as both together.</param>
    /// <param name="pick">Middle of the hole: a place in the order of nearest points.</param>
    /// <returns>Indices of the scan's points.</returns>
    public static int[] Removing(PointCloud cloud, KdTree tree, Vector3 anchor, int size, int removed, int pick)
    {
        int[] region = Normal(tree, anchor, size + removed);
        Vector3 middle = cloud[region[pick]];
        HashSet<int> gone = [.. Enumerable.Range(0, region.Length)
            .OrderBy(i => Squared(cloud[region[i]], middle)).Take(removed)];
        return [.. region.Where((_, i) => !gone.Contains(i))];
    }

    // As the tree sums it.
    private static float Squared(Vector3 point, Vector3 from)
    {
        Vector3 apart = point - from;
        return (apart.X * apart.X) + (apart.Y * apart.Y) + (apart.Z * apart.Z);
    }

    private static PointCloud One(Vector3 point) => new(1) { [0] = point };
}
