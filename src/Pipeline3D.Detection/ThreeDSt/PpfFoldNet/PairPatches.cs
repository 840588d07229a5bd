using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.PpfFoldNet;

namespace Pipeline3D.Detection.ThreeDSt.PpfFoldNet;

/// <summary>Patches of a cloud, each point told by its distance from the centre and three angles.</summary>
/// <remarks>Source: Deng, Birdal and Ilic 2018, equation 1: (|d|, angle(n1, d), angle(n2, d), angle(n1, n2)); here over
/// the reach and over pi, so that all lie in [0, 1]. Normals: planes of at most 30 points within 4 mean distances,
/// away from the centroid; they turn with the cloud, and so nothing here depends on its pose.</remarks>
internal sealed class PairPatches
{
    private const double NormalReach = 4;
    private const int NormalNeighbours = 30, Grain = 16;
    private readonly PointCloud _points, _normals;
    private readonly KdTree _tree;
    private readonly double _reach;
    private readonly int _size;

    /// <summary>Takes a cloud.</summary>
    /// <param name="points">n points; finite.</param>
    /// <param name="scale">Mean distance of neighbours, in their unit.</param>
    /// <param name="reach">Reach of a patch in mean distances.</param>
    /// <param name="size">Points of a patch.</param>
    /// <param name="threads">Most threads to use; 0 = one per core.</param>
    /// <param name="stop">Ends the work.</param>
    public PairPatches(PointCloud points, double scale, double reach, int size, int threads, CancellationToken stop)
    {
        (_points, _reach, _size) = (points, reach * scale, size);
        _tree = new KdTree(points, threads);
        _normals = SurfaceNormals.Estimate(points, _tree, NormalReach * scale, NormalNeighbours, threads, stop);
        SurfaceNormals.OrientOutwards(_normals, points);
    }

    /// <summary>Patches around some points.</summary>
    /// <param name="centres">Indices of the points.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [centres, size, 4]: the nearest points within reach, the centre first; where there are fewer they
    /// come again from the first.</returns>
    public float[] Around(int[] centres, int threads, CancellationToken stop)
    {
        int most = Math.Min(_size, _points.Count);
        NearestNeighbours found = _tree.Nearest(_points.Select(centres), most, threads, stop);
        int row = _size * PpfFoldNetNetwork.Features;
        var patches = new float[checked(centres.Length * row)];
        Ranges.Run(centres.Length, Grain, (start, end) =>
        {
            for (int i = start; i < end; i++)
            {
                ReadOnlySpan<int> members = found.Index.AsSpan(i * most, most);
                int within = 1;
                while (within < most && found.Distance[(i * most) + within] <= _reach)
                    within++;
                for (int j = 0; j < _size; j++)
                    Tell(centres[i], members[j % within], patches.AsSpan((i * row)
                        + (j * PpfFoldNetNetwork.Features), PpfFoldNetNetwork.Features));
            }
        }, threads, stop);
        return patches;
    }

    private void Tell(int centre, int other, Span<float> feature)
    {
        Vector3d apart = Vector3d.Of(_points, other) - Vector3d.Of(_points, centre),
            normal = Vector3d.Of(_normals, centre), its = Vector3d.Of(_normals, other);
        feature[0] = (float)(apart.Length / _reach);
        feature[1] = Angle(normal, apart);
        feature[2] = Angle(its, apart);
        feature[3] = Angle(normal, its);
    }

    // atan2 of cross and dot keeps its digits near 0 and pi; 0 where one of both has no direction,
    // which adding zero is for: the angle of a negative zero is pi.
    private static float Angle(Vector3d one, Vector3d other)
        => (float)(Math.Atan2(Vector3d.Cross(one, other).Length, Vector3d.Dot(one, other) + 0.0) / Math.PI);
}
