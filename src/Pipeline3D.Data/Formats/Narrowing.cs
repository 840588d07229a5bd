using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Data.Formats;

/// <summary>How the coordinates of one file become float32: less an offset that is taken off in double. What is lost is
/// noted on the way.</summary>
internal sealed class Narrowing
{
    private readonly NarrowedAxis[] _axes;

    /// <summary>Begins a file.</summary>
    /// <param name="offset">What is taken off every coordinate; zero for nothing.</param>
    /// <param name="keepsExact">Whether the numbers are kept as they were.</param>
    internal Narrowing(Vector3d offset = default, bool keepsExact = false)
    {
        Offset = offset;
        _axes = [new(offset.X, keepsExact ? Exact[0] : null), new(offset.Y, keepsExact ? Exact[1] : null),
            new(offset.Z, keepsExact ? Exact[2] : null)];
    }

    /// <summary>What is taken off every coordinate.</summary>
    internal Vector3d Offset { get; }

    /// <summary>Largest change of any coordinate that its file has digits enough to show, in the file's unit; 0 when
    /// nothing is lost.</summary>
    internal double LargestChange => _axes.Max(axis => axis.LargestChange);

    /// <summary>The numbers as they were, for x, y and z, in the order of the points; empty unless they are
    /// kept.</summary>
    internal List<double>[] Exact { get; } = [[], [], []];

    /// <summary>The points of doubles, x, y and z of each in turn.</summary>
    internal PointCloud PointsOf(ReadOnlySpan<double> xyz)
    {
        var points = new PointCloud(xyz.Length / 3);
        Span<float> x = points.X, y = points.Y, z = points.Z;
        for (int i = 0, at = 0; i < x.Length; i++, at += 3)
        {
            x[i] = _axes[0].Narrow((float)xyz[at], StoredNumber.Binary(xyz[at]));
            y[i] = _axes[1].Narrow((float)xyz[at + 1], StoredNumber.Binary(xyz[at + 1]));
            z[i] = _axes[2].Narrow((float)xyz[at + 2], StoredNumber.Binary(xyz[at + 2]));
        }
        return points;
    }

    /// <summary>One of the axes: 0 for x, 1 for y, 2 for z.</summary>
    internal NarrowedAxis this[int axis] => _axes[axis];
}
