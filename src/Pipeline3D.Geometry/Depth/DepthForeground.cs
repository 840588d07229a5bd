using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Planes;

namespace Pipeline3D.Geometry.Depth;

/// <summary>Tells the object of a depth picture from the background.</summary>
public static class DepthForeground
{
    /// <summary>Distances of a grid's pixels to a plane, 0 or above; of a pixel without a reading that of the
    /// origin.</summary>
    /// <param name="grid">The scan, every coordinate finite.</param>
    /// <param name="plane">The plane.</param>
    /// <returns>Shape [Height * Width].</returns>
    public static float[] Distances(OrganizedCloud grid, PlaneEquation plane)
    {
        PointCloud points = grid.Points;
        var distances = new float[points.Count];
        for (int i = 0; i < distances.Length; i++)
            distances[i] = (float)Math.Abs(plane.SignedDistance(points.X[i], points.Y[i], points.Z[i]));
        return distances;
    }

    /// <summary>Distances of a picture's depths to those of a surface, 0 or above.</summary>
    /// <param name="depth">n values.</param>
    /// <param name="surface">n values.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float[] Distances(ReadOnlySpan<float> depth, ReadOnlySpan<float> surface)
    {
        Require.Length(surface.Length, depth.Length, $"[{depth.Length}]");
        var distances = new float[depth.Length];
        for (int i = 0; i < distances.Length; i++)
            distances[i] = Math.Abs(depth[i] - surface[i]);
        return distances;
    }

    /// <summary>Marks what was measured farther from the background than a threshold.</summary>
    /// <param name="depth">n values; 0 where nothing was measured.</param>
    /// <param name="distances">n values, 0 or above.</param>
    /// <param name="threshold">In their unit.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static bool[] Mark(ReadOnlySpan<float> depth, ReadOnlySpan<float> distances, double threshold)
    {
        Require.Length(distances.Length, depth.Length, $"[{depth.Length}]");
        var marks = new bool[depth.Length];
        for (int i = 0; i < marks.Length; i++)
            marks[i] = depth[i] != 0 && distances[i] > threshold;
        return marks;
    }
}
