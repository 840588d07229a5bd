using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Health;

/// <summary>Collects what the neighbourhoods of sampled readings say of spacing, noise and direction.</summary>
internal sealed class SurfaceSample
{
    /// <summary>Other readings that a plane is laid through, besides the reading itself.</summary>
    public const int Neighbours = 12;

    private const int LeastOthers = 4;
    private readonly List<double> _spacings = [];
    private readonly List<double> _deviations = [];
    private readonly List<Vector3d> _normals = [];

    /// <summary>Median distance to the nearest other reading; NaN without any.</summary>
    public double Spacing => Median(_spacings);

    /// <summary>Median deviation from the plane through a neighbourhood; NaN without any.</summary>
    public double Roughness => Median(_deviations);

    /// <summary>Adds one place.</summary>
    /// <param name="others">The nearest other readings relative to the place, nearest first.</param>
    public void Add(ReadOnlySpan<Vector3d> others)
    {
        if (others.IsEmpty)
            return;
        _spacings.Add(others[0].Length);
        if (others.Length < LeastOthers)
            return;
        double count = others.Length + 1;
        Vector3d mean = default;
        foreach (Vector3d other in others)
            mean += other;
        mean = 1 / count * mean;
        // The place itself is at the origin.
        (double xx, double xy, double xz) = (mean.X * mean.X, mean.X * mean.Y, mean.X * mean.Z);
        (double yy, double yz, double zz) = (mean.Y * mean.Y, mean.Y * mean.Z, mean.Z * mean.Z);
        foreach (Vector3d other in others)
        {
            Vector3d offset = other - mean;
            (xx, xy, xz) = (xx + offset.X * offset.X, xy + offset.X * offset.Y, xz + offset.X * offset.Z);
            (yy, yz, zz) = (yy + offset.Y * offset.Y, yz + offset.Y * offset.Z, zz + offset.Z * offset.Z);
        }
        SymmetricEigen3 axes = SymmetricEigen3.Of(xx, xy, xz, yy, yz, zz);
        _deviations.Add(Math.Sqrt(Math.Max(0, axes.Values.X) / (count - 3)));
        // On a line or in one place no direction is normal to the surface.
        if (axes.Values.Y > 1e-12 * axes.Values.Z)
            _normals.Add(axes.Smallest);
    }

    /// <summary>The mean angle between the normals and their common axis, degrees; 0 when there is no normal but there
    /// are planes, NaN without either.</summary>
    public double Tilt()
    {
        if (_normals.Count == 0)
            return _deviations.Count == 0 ? double.NaN : 0;
        double xx = 0, xy = 0, xz = 0, yy = 0, yz = 0, zz = 0;
        foreach (Vector3d normal in _normals)
        {
            (xx, xy, xz) = (xx + normal.X * normal.X, xy + normal.X * normal.Y, xz + normal.X * normal.Z);
            (yy, yz, zz) = (yy + normal.Y * normal.Y, yz + normal.Y * normal.Z, zz + normal.Z * normal.Z);
        }
        Vector3d axis = SymmetricEigen3.Of(xx, xy, xz, yy, yz, zz).Largest;
        return double.RadiansToDegrees(_normals.Average(normal => Math.Atan2(
            Vector3d.Cross(normal, axis).Length, Math.Abs(Vector3d.Dot(normal, axis)))));
    }

    /// <summary>The same sample in another unit.</summary>
    public SurfaceSample Times(double factor)
    {
        var scaled = new SurfaceSample();
        scaled._spacings.AddRange(_spacings.Select(length => factor * length));
        scaled._deviations.AddRange(_deviations.Select(length => factor * length));
        scaled._normals.AddRange(_normals);
        return scaled;
    }

    private static double Median(List<double> values)
    {
        if (values.Count == 0)
            return double.NaN;
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
