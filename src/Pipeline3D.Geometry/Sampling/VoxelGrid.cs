using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Sampling;

/// <summary>Thins a cloud to one point per cubic cell: the centroid of the points in it.</summary>
/// <remarks>Cells are laid as Open3D's voxel_down_sample lays them: the first cell is centred on the low corner of the
/// bounding box. Cost: O(n log n).</remarks>
public static class VoxelGrid
{
    /// <summary>Thins a cloud.</summary>
    /// <param name="cloud">Finite points.</param>
    /// <param name="edge">Edge of a cell, in the unit of the coordinates.</param>
    /// <returns>The centroids, by cell x, then y, then z: the order does not depend on that of the points.</returns>
    /// <exception cref="ArgumentException">A point is not finite, the edge is not above 0, or a side of the cloud is
    /// over 2^31 cells long.</exception>
    public static PointCloud Centroids(PointCloud cloud, double edge)
    {
        Require.Finite(cloud);
        Require.Positive(edge);
        int[] x = Cells(cloud.X, edge), y = Cells(cloud.Y, edge), z = Cells(cloud.Z, edge);
        var cells = new (int X, int Y, int Z, int Point)[cloud.Count];
        for (int i = 0; i < cells.Length; i++)
            cells[i] = (x[i], y[i], z[i], i);
        Array.Sort(cells);
        var sums = new List<Vector3d>();
        for (int start = 0, end; start < cells.Length; start = end)
        {
            Vector3d sum = default;
            for (end = start; end < cells.Length && SameCell(cells[start], cells[end]); end++)
                sum += Vector3d.Of(cloud, cells[end].Point);
            sums.Add(1.0 / (end - start) * sum);
        }
        var centroids = new PointCloud(sums.Count);
        for (int i = 0; i < sums.Count; i++)
            centroids[i] = new((float)sums[i].X, (float)sums[i].Y, (float)sums[i].Z);
        return centroids;
    }

    private static bool SameCell((int X, int Y, int Z, int Point) left, (int X, int Y, int Z, int Point) right)
        => left.X == right.X && left.Y == right.Y && left.Z == right.Z;

    private static int[] Cells(ReadOnlySpan<float> values, double edge)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (float value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        low -= edge / 2;
        if (!values.IsEmpty && (high - low) / edge >= int.MaxValue)
            throw new ArgumentException($"a side of {high - low} has over 2^31 cells of edge {edge}; use a larger edge",
                nameof(edge));
        var cells = new int[values.Length];
        for (int i = 0; i < cells.Length; i++)
            cells[i] = (int)((values[i] - low) / edge);
        return cells;
    }
}
