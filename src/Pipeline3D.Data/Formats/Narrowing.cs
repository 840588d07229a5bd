using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Data.Formats;

/// <summary>How the coordinates of one file become float32: less an offset that is taken off in double. What is lost is
/// noted on the way.</summary>
/// <param name="offset">What is taken off every coordinate; zero for nothing.</param>
/// <param name="keepsExact">Whether the numbers are kept as they were.</param>
internal sealed class Narrowing(Vector3d offset = default, bool keepsExact = false)
{
    /// <summary>How far from the origin a cloud lies on an axis, in its extents there, before an offset is worth it: up
    /// to that, float32 has 20 bits left for the extent.</summary>
    private const double FarExtents = 16;

    private readonly double[] _offset = [offset.X, offset.Y, offset.Z];
    private readonly double[] _low = [double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity];
    private readonly double[] _high = [double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity];

    /// <summary>What is taken off every coordinate.</summary>
    internal Vector3d Offset => offset;

    /// <summary>Largest change of any coordinate that its file has digits enough to show, in the file's unit; 0 when
    /// nothing is lost.</summary>
    internal double LargestChange { get; private set; }

    /// <summary>Largest extent along an axis, of the finite coordinates; 0 when there are none.</summary>
    internal double Extent => Math.Max(0, Enumerable.Range(0, 3).Max(axis => _high[axis] - _low[axis]));

    /// <summary>The numbers as they were, for x, y and z, in the order of the points; empty unless they are
    /// kept.</summary>
    internal List<double>[] Exact { get; } = [[], [], []];

    /// <summary>One coordinate as float.</summary>
    /// <param name="axis">0 for x, 1 for y, 2 for z.</param>
    /// <param name="value">The float that is nearest to it.</param>
    /// <param name="stored">The coordinate.</param>
    internal float Narrow(int axis, float value, StoredNumber stored)
    {
        double exact = stored.Value;
        if (keepsExact)
            Exact[axis].Add(exact);
        if (!double.IsFinite(exact))
            return value;
        if (exact < _low[axis])
            _low[axis] = exact;
        if (exact > _high[axis])
            _high[axis] = exact;
        double relative = exact - _offset[axis];
        if (_offset[axis] != 0)
            value = (float)relative;
        double change = Math.Abs(value - relative);
        if (change > LargestChange && change > stored.Tolerance)
            LargestChange = change;
        return value;
    }

    /// <summary>The offset that keeps the cloud: the middle of its bounds as whole numbers; zero when nothing is lost, or
    /// the cloud is not far from the origin.</summary>
    internal Vector3d Wanted()
    {
        if (LargestChange == 0 || !Enumerable.Range(0, 3).Any(IsFar))
            return default;
        return new Vector3d(Middle(0), Middle(1), Middle(2));
    }

    private bool IsFar(int axis)
        => _low[axis] <= _high[axis]
            && Math.Max(Math.Abs(_low[axis]), Math.Abs(_high[axis])) > FarExtents * (_high[axis] - _low[axis]);

    private double Middle(int axis)
        => _low[axis] <= _high[axis] && double.IsFinite(_low[axis] + _high[axis])
            ? Math.Round((_low[axis] + _high[axis]) / 2) : 0;
}
