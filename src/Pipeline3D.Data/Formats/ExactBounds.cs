using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Data.Formats;

/// <summary>The box of a cloud before its coordinates become floats, and the offset that the box asks for.</summary>
internal sealed class ExactBounds
{
    /// <summary>How far from the origin a cloud lies on an axis, in its extents there, before an offset is worth it: up
    /// to that, float32 has 20 bits left for the extent.</summary>
    private const double FarExtents = 16;

    private readonly double[] _low = [double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity];
    private readonly double[] _high = [double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity];

    /// <summary>Widens the box.</summary>
    /// <param name="axis">0 for x, 1 for y, 2 for z.</param>
    /// <param name="value">A finite coordinate.</param>
    internal void Add(int axis, double value)
    {
        if (value < _low[axis])
            _low[axis] = value;
        if (value > _high[axis])
            _high[axis] = value;
    }

    /// <summary>The middle of the box as whole numbers; zero when it is not far from the origin on any axis.</summary>
    internal Vector3d WantedOffset() => Enumerable.Range(0, 3).Any(IsFar)
        ? new Vector3d(Middle(0), Middle(1), Middle(2)) : default;

    private bool IsFar(int axis)
        => _low[axis] <= _high[axis]
            && Math.Max(Math.Abs(_low[axis]), Math.Abs(_high[axis])) > FarExtents * (_high[axis] - _low[axis]);

    // A sum of two finite numbers may not be.
    private double Middle(int axis) => _low[axis] <= _high[axis] && double.IsFinite(_low[axis] + _high[axis])
        ? Math.Round((_low[axis] + _high[axis]) / 2) : 0;
}
