using System.Numerics;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Descriptors;

/// <summary>Surface normals by principal components of the neighbourhood.</summary>
/// <remarks>Rules of Open3D: the neighbourhood is at most MaxNeighbours nearest points within the radius, the point
/// itself included; the normal is the covariance's eigenvector of the smallest eigenvalue; with fewer than three points
/// it is (0,0,1). Differs: points exactly at the radius count; the covariance is centred before it is summed and solved
/// by Jacobi rotations. Cost: one hybrid search per point.</remarks>
public static class SurfaceNormals
{
    private const int LeafGrain = 16;

    /// <summary>Estimates a normal for every point, with the sign that the eigen solver gives.</summary>
    /// <param name="cloud">Finite points.</param>
    /// <param name="radius">Reach, in the unit of the coordinates.</param>
    /// <param name="maxNeighbours">At most so many points, itself included; the nearest ones.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>n unit vectors, in the order of the cloud. Orient them before their sign is used.</returns>
    /// <exception cref="ArgumentException">A point is not finite, or an argument is out of range.</exception>
    public static PointCloud Estimate(PointCloud cloud, double radius, int maxNeighbours,
        int threads = 0, CancellationToken stop = default)
        => Estimate(cloud, new KdTree(cloud, threads), radius, maxNeighbours, threads, stop);

    /// <summary>As above, with a tree that exists already.</summary>
    /// <param name="cloud">The points the tree was built of.</param>
    /// <param name="tree">A tree of exactly these points.</param>
    /// <param name="radius">Reach, in the unit of the coordinates.</param>
    /// <param name="maxNeighbours">At most so many points, itself included; the nearest ones.</param>
    /// <param name="threads">Most threads to use; 0 = one per core.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">The tree is of another cloud, or an argument is out of range.</exception>
    public static PointCloud Estimate(PointCloud cloud, KdTree tree, double radius, int maxNeighbours,
        int threads = 0, CancellationToken stop = default)
    {
        Require.Positive(radius);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNeighbours);
        if (tree.Count != cloud.Count)
            throw new ArgumentException($"the tree holds {tree.Count} points, the cloud {cloud.Count}", nameof(tree));
        KdTreeNodes nodes = tree.Nodes;
        float squared = (float)(radius * radius);
        var normals = new PointCloud(cloud.Count);
        Ranges.Run(nodes.Leaves, LeafGrain, (start, end) => nodes.ForEachNearest(start, end, maxNeighbours, squared,
            skipSelf: false, (point, found) => normals[point] = Of(cloud, found)), threads, stop);
        return normals;
    }

    /// <summary>Turns every normal to the side of a camera.</summary>
    /// <param name="normals">n normals; changed in place. A zero vector becomes the direction to the camera.</param>
    /// <param name="cloud">The n points.</param>
    /// <param name="camera">Where the camera stands; the origin for a scan in the sensor's frame.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void OrientTowards(PointCloud normals, PointCloud cloud, Vector3d camera)
        => Orient(normals, cloud, camera, 1);

    /// <summary>Turns every normal away from the centroid: the outside of a closed, roughly star-shaped
    /// object.</summary>
    /// <param name="normals">n normals; changed in place.</param>
    /// <param name="cloud">The n points.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void OrientOutwards(PointCloud normals, PointCloud cloud)
        => Orient(normals, cloud, Vector3d.MeanOf(cloud), -1);

    private static void Orient(PointCloud normals, PointCloud cloud, Vector3d place, double sign)
    {
        if (normals.Count != cloud.Count)
            throw new ArgumentException($"{normals.Count} normals do not match {cloud.Count} points", nameof(normals));
        for (int i = 0; i < cloud.Count; i++)
        {
            Vector3 normal = normals[i];
            Vector3d wanted = sign * (place - Vector3d.Of(cloud, i));
            double product = (normal.X * wanted.X) + (normal.Y * wanted.Y) + (normal.Z * wanted.Z);
            if (normal == Vector3.Zero)
            {
                Vector3d unit = wanted.Normalised();
                normals[i] = unit == default ? Vector3.UnitZ : new Vector3((float)unit.X, (float)unit.Y, (float)unit.Z);
            }
            else if (product < 0)
            {
                normals[i] = -normal;
            }
        }
    }

    private static Vector3 Of(PointCloud cloud, ReadOnlySpan<ulong> neighbours)
    {
        if (neighbours.Length < 3)
            return Vector3.UnitZ;
        Vector3d normal = Neighbourhood.Axes(cloud, neighbours).Smallest;
        return new Vector3((float)normal.X, (float)normal.Y, (float)normal.Z);
    }
}
