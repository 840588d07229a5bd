using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Descriptors;

/// <summary>The scatter of the points around a point.</summary>
internal static class Neighbourhood
{
    /// <summary>Principal axes of some points: the eigenvectors of their scatter about their mean, which is not divided
    /// by their number.</summary>
    /// <param name="cloud">The cloud.</param>
    /// <param name="neighbours">The points as <see cref="Neighbours.NeighbourKey"/>s; at least one.</param>
    public static SymmetricEigen3 Axes(PointCloud cloud, ReadOnlySpan<ulong> neighbours)
    {
        ReadOnlySpan<float> xs = cloud.X, ys = cloud.Y, zs = cloud.Z;
        double x = 0, y = 0, z = 0;
        foreach (ulong key in neighbours)
        {
            int i = (int)(uint)key;
            (x, y, z) = (x + xs[i], y + ys[i], z + zs[i]);
        }
        (x, y, z) = (x / neighbours.Length, y / neighbours.Length, z / neighbours.Length);
        double xx = 0, xy = 0, xz = 0, yy = 0, yz = 0, zz = 0;
        foreach (ulong key in neighbours)
        {
            int i = (int)(uint)key;
            double dx = xs[i] - x, dy = ys[i] - y, dz = zs[i] - z;
            xx += dx * dx;
            xy += dx * dy;
            xz += dx * dz;
            yy += dy * dy;
            yz += dy * dz;
            zz += dz * dz;
        }
        return SymmetricEigen3.Of(xx, xy, xz, yy, yz, zz);
    }
}
