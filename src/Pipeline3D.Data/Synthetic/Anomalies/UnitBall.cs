using System.Numerics;
using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>Where a body lies, so that it can be taken to the unit ball.</summary>
/// <param name="Centre">Middle of its box.</param>
/// <param name="Radius">Largest distance of a point from the middle; 1 when there is none.</param>
internal readonly record struct UnitBall(Vector3 Centre, float Radius)
{
    public static UnitBall Of(ReadOnlySpan<Vector3> points)
    {
        Vector3 low = new(float.PositiveInfinity), high = new(float.NegativeInfinity);
        foreach (Vector3 point in points)
            (low, high) = (Vector3.Min(low, point), Vector3.Max(high, point));
        // In doubles: the square of a float32 may be none.
        Vector3 centre = points.IsEmpty ? default : low / 2 + high / 2;
        double squared = 0;
        foreach (Vector3 point in points)
        {
            double x = (double)point.X - centre.X, y = (double)point.Y - centre.Y, z = (double)point.Z - centre.Z;
            squared = Math.Max(squared, x * x + y * y + z * z);
        }
        return new UnitBall(centre, squared > 0 ? (float)Math.Sqrt(squared) : 1);
    }

    /// <summary>The points within the unit ball.</summary>
    public Vector3[] Scale(ReadOnlySpan<Vector3> points)
    {
        var scaled = new Vector3[points.Length];
        for (int i = 0; i < points.Length; i++)
            scaled[i] = (points[i] - Centre) / Radius;
        return scaled;
    }

    /// <summary>The points as a cloud.</summary>
    public static PointCloud ToCloud(ReadOnlySpan<Vector3> points)
    {
        var cloud = new PointCloud(points.Length);
        for (int i = 0; i < points.Length; i++)
            cloud[i] = points[i];
        return cloud;
    }
}
