using System.Numerics;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>Draws normal and pseudo-anomalous patches of scans.</summary>
/// <remarks>As the authors seed every item of their loop by its number: a patch depends on the seed and on its own
/// number alone, whatever was drawn before.</remarks>
/// <param name="options">How.</param>
/// <param name="irrelevant">What pieces are taken out of.</param>
internal sealed class PatchDraws(ThreeDzAlOptions options, IReadOnlyList<IrrelevantScan> irrelevant)
{
    /// <summary>Patches of a scan and epoch.</summary>
    public int Each => options.Positives + options.Negatives;

    /// <summary>Draws one patch.</summary>
    /// <param name="host">The scan.</param>
    /// <param name="tree">Its points.</param>
    /// <param name="kind">What is made.</param>
    /// <param name="number">Number of the patch, by which it is drawn.</param>
    /// <returns>The points where they are in the scan's frame, and which of them were attached.</returns>
    public (PointCloud Points, bool[] IsAttached) Draw(CellPatches host, KdTree tree, PatchKind kind, long number)
    {
        var random = new SplitMix64(options.Seed ?? 0, number);
        int size = options.PatchPoints;
        Vector3 anchor = host.Points[random.NextBelow(host.Points.Count)];
        switch (kind)
        {
            case PatchKind.Adding:
                IrrelevantScan from = irrelevant[random.NextBelow(irrelevant.Count)];
                int picked = from.Candidates[random.NextBelow(from.Candidates.Length)];
                float scale = options.ScalePiece && from.Radius > 0 && host.Radius > 0
                    ? (float)(host.Radius / from.Radius) : 1;
                PointCloud piece = PseudoAnomalies.Attach(PseudoAnomalies.Piece(from.Points, from.Tree, picked,
                    options.PiecePoints), anchor, scale, options.Attach);
                int[] both = PseudoAnomalies.Adding(host.Points, tree, anchor, piece, size);
                var joined = new PointCloud(size);
                for (int i = 0; i < size; i++)
                    joined[i] = both[i] < host.Points.Count ? host.Points[both[i]]
                        : piece[both[i] - host.Points.Count];
                return (joined, Array.ConvertAll(both, i => i >= host.Points.Count));
            case PatchKind.Removing:
                int removed = (size / 4) + random.NextBelow((size / 4) + 1);
                return (host.Points.Select(PseudoAnomalies.Removing(host.Points, tree, anchor, size, removed,
                    random.NextBelow((size + removed) / 2))), new bool[size]);
            default:
                return (host.Points.Select(PseudoAnomalies.Normal(tree, anchor, size)), new bool[size]);
        }
    }

    /// <summary>The patches of some scans in an epoch, normal ones first.</summary>
    /// <param name="hosts">The scans with their numbers.</param>
    /// <param name="radius">What is 1 in a patch of a host.</param>
    /// <param name="epoch">From 1 on.</param>
    /// <param name="scans">Scans of the whole training.</param>
    /// <param name="stop">Ends the work.</param>
    public PatchBatch Batch(IReadOnlyList<(CellPatches Grid, int Number)> hosts, Func<CellPatches, double> radius,
        int epoch, int scans, CancellationToken stop)
    {
        int size = options.PatchPoints, normals = hosts.Count * options.Positives, count = hosts.Count * Each;
        var patches = new float[3 * size * count];
        var others = new FeatureMatrix(count, Fpfh.Length);
        KdTree[] trees = [.. hosts.Select(host => new KdTree(host.Grid.Points))];
        // Results go to slots of their own; numbers of patches count on from epoch to epoch.
        Ranges.Run(count, 1, (start, end) =>
        {
            for (int at = start; at < end; at++)
            {
                bool isNormal = at < normals;
                int of = isNormal ? options.Positives : options.Negatives,
                    host = (isNormal ? at : at - normals) / of, item = (isNormal ? at : at - normals) % of;
                PatchKind kind = isNormal ? PatchKind.Normal : KindOf(item);
                CellPatches grid = hosts[host].Grid;
                long number = ((((epoch - 1L) * scans) + hosts[host].Number) * Each)
                    + (isNormal ? 0 : options.Positives) + item;
                (PointCloud points, _) = Draw(grid, trees[host], kind, number);
                CellPatches.Normalize(points, [.. Enumerable.Range(0, size)], radius(grid),
                    patches.AsSpan(3 * size * at));
                if (options.Disentangle != Disentangling.None)
                    Describe(points, others.Row(at));
            }
        }, 0, stop);
        var isAnomalous = new bool[count];
        isAnomalous.AsSpan(normals).Fill(true);
        return new PatchBatch(patches, size, others, isAnomalous);
    }

    private PatchKind KindOf(int item) => options.Kinds switch
    {
        PseudoKinds.Adding => PatchKind.Adding,
        PseudoKinds.Removing => PatchKind.Removing,
        _ => item % 2 == 0 ? PatchKind.Adding : PatchKind.Removing,
    };

    // The mean FPFH of a patch's points, seen by themselves: of what was attached or taken away, a scan's own say
    // nothing.
    private void Describe(PointCloud points, Span<float> mean)
    {
        var tree = new KdTree(points, 1);
        PointCloud normals = SurfaceNormals.Estimate(points, tree, options.NormalRadius.Metre,
            options.NormalNeighbours, 1);
        SurfaceNormals.OrientTowards(normals, points, default);
        FeatureMatrix each = Fpfh.Compute(points, normals, tree, options.FeatureRadius.Metre,
            options.FeatureNeighbours, 1);
        for (int row = 0; row < each.Rows; row++)
            for (int i = 0; i < mean.Length; i++)
                mean[i] += each.Row(row)[i] / each.Rows;
    }
}

/// <summary>What a drawn patch is.</summary>
internal enum PatchKind
{
    /// <summary>As it is in its scan.</summary>
    Normal = 0,

    /// <summary>With points of another scan.</summary>
    Adding = 1,

    /// <summary>With a hole.</summary>
    Removing = 2,
}
