using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Data.Formats;

/// <summary>The box of a cloud before its coordinates become floats, and the offset that the box asks for.</summary>
internal sealed class ExactBounds
{
    /// <summary>How far from the origin a cloud lies on an axis, in its extents there, before an offset is worth it: up
    /// to that, float32 has 20 bits left for the extent.</summary>
    private const double FarExtents = 16;

    // Of coordinates that are floats already extents are known to 2 ulp, so those of a far cloud pass this one.
    private const double NearlyFarExtents = 15;

    private readonly double[] _low = [double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity];
    private readonly double[] _high = [double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity];

    private void Add(int axis, double value)
    {
        if (value < _low[axis])
            _low[axis] = value;
        if (value > _high[axis])
            _high[axis] = value;
    }

    /// <summary>Whether a cloud may want an offset, by its coordinates as floats.</summary>
    internal static bool MayWantOffset(PointCloud points)
    {
        var bounds = new ExactBounds();
        for (int i = 0; i < points.Count; i++)
            bounds.AddPoint(points.X[i], points.Y[i], points.Z[i]);
        return Enumerable.Range(0, 3).Any(axis => bounds.IsFar(axis, NearlyFarExtents));
    }

    /// <summary>Widens the box by a point, unless a coordinate is not finite.</summary>
    internal void AddPoint(double x, double y, double z)
    {
        if (!double.IsFinite(x) || !double.IsFinite(y) || !double.IsFinite(z))
            return;
        Add(0, x);
        Add(1, y);
        Add(2, z);
    }

    /// <summary>The middle of the box as whole numbers; zero when it is not far from the origin on any axis.</summary>
    internal Vector3d WantedOffset() => Enumerable.Range(0, 3).Any(axis => IsFar(axis, FarExtents))
        ? new Vector3d(Middle(0), Middle(1), Middle(2)) : default;

    private bool IsFar(int axis, double extents)
        => _low[axis] <= _high[axis]
            && Math.Max(Math.Abs(_low[axis]), Math.Abs(_high[axis])) > extents * (_high[axis] - _low[axis]);

    // A sum of two finite numbers may not be.
    private double Middle(int axis) => _low[axis] <= _high[axis] && double.IsFinite(_low[axis] + _high[axis])
        ? Math.Round((_low[axis] + _high[axis]) / 2) : 0;
}
