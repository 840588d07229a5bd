using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Data.Formats;

/// <summary>How the coordinates of one file become float32: less an offset that is taken off in double. What is lost is
/// noted on the way.</summary>
/// <param name="offset">What is taken off every coordinate; zero for nothing.</param>
/// <param name="keepsExact">Whether the numbers are kept as they were.</param>
internal sealed class Narrowing(Vector3d offset = default, bool keepsExact = false)
{
    private readonly double[] _offset = [offset.X, offset.Y, offset.Z];

    /// <summary>What is taken off every coordinate.</summary>
    internal Vector3d Offset => offset;

    /// <summary>Largest change of any coordinate that its file has digits enough to show, in the file's unit; 0 when
    /// nothing is lost.</summary>
    internal double LargestChange { get; private set; }

    /// <summary>Whether a coordinate is not finite: its point is none, and the bounds may hold the others of
    /// it.</summary>
    internal bool HasGaps { get; private set; }

    /// <summary>The box of all finite coordinates.</summary>
    internal ExactBounds Bounds { get; } = new();

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
        {
            HasGaps = true;
            return value;
        }
        Bounds.Add(axis, exact);
        double relative = exact - _offset[axis];
        if (_offset[axis] != 0)
            value = (float)relative;
        double change = Math.Abs(value - relative);
        if (change > LargestChange && change > stored.Tolerance)
            LargestChange = change;
        return value;
    }
}
