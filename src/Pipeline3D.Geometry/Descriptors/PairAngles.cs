using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Descriptors;

/// <summary>The three angles between two oriented points that FPFH counts.</summary>
internal static class PairAngles
{
    /// <summary>Sine and cosine of theta up to a common factor, alpha and phi in [-1, 1]; all angles are 0 for points
    /// at one place or normals along their line.</summary>
    /// <remarks>The frame stands on the point whose normal is closer to the line between the two. Source:
    /// Open3D.</remarks>
    public static (double Sine, double Cosine, double Alpha, double Phi) Of(
        Vector3d first, Vector3d firstNormal, Vector3d second, Vector3d secondNormal)
    {
        Vector3d line = second - first;
        double length = line.Length;
        if (length == 0)
            return (0, 1, 0, 0);
        double cosFirst = Vector3d.Dot(firstNormal, line) / length,
            cosSecond = Vector3d.Dot(secondNormal, line) / length;
        double phi = cosFirst;
        if (Math.Abs(cosFirst) < Math.Abs(cosSecond))
        {
            (firstNormal, secondNormal) = (secondNormal, firstNormal);
            line = -line;
            phi = -cosSecond;
        }
        Vector3d v = Vector3d.Cross(line, firstNormal);
        double norm = v.Length;
        if (norm == 0)
            return (0, 1, 0, 0);
        v = 1 / norm * v;
        Vector3d w = Vector3d.Cross(firstNormal, v);
        return (Vector3d.Dot(w, secondNormal), Vector3d.Dot(firstNormal, secondNormal), Vector3d.Dot(v, secondNormal),
            phi);
    }
}
