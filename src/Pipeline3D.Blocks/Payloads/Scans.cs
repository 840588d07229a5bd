using Pipeline3D.Core;
using Pipeline3D.Data;
using Pipeline3D.Geometry;

namespace Pipeline3D.Blocks;

/// <summary>What many blocks require of a scan, each failure saying what to do.</summary>
internal static class Scans
{
    /// <summary>The pixel grid.</summary>
    public static OrganizedCloud RequireGrid(Scan scan, BlockContext context)
        => scan.Grid ?? throw context.Reject(RejectReason.SizeMismatch,
            "the scan is an unorganized cloud, this block needs one on a pixel grid; use the blocks for clouds "
                + "instead");

    /// <summary>The unit.</summary>
    public static void RequireUnit(Scan scan, LengthUnit needed, BlockContext context)
    {
        if (scan.Unit != needed)
            throw context.Reject(RejectReason.WrongUnit,
                $"the coordinates are in {scan.Unit}, this block needs {needed}; put filter.convert-unit before it");
    }

    /// <summary>Indices of the points with a reading, ascending: of a grid those that are not (0,0,0), of a cloud all,
    /// but none that is no number.</summary>
    public static int[] Readings(Scan scan)
    {
        if (scan.Grid is { } grid)
            return grid.ValidIndices();
        var indices = new List<int>(scan.Cloud.Count);
        for (int i = 0; i < scan.Cloud.Count; i++)
            if (float.IsFinite(scan.Cloud.X[i]) && float.IsFinite(scan.Cloud.Y[i]) && float.IsFinite(scan.Cloud.Z[i]))
                indices.Add(i);
        return [.. indices];
    }

    /// <summary>What tells whether the scan is like others of its kind.</summary>
    public static CloudHealth Measure(Scan scan) => scan.Grid is { } grid
        ? CloudHealth.Of(grid, Readings(scan)) : CloudHealth.Of(scan.Cloud, Readings(scan));

    /// <summary>Rejects a scan without a single reading.</summary>
    public static void RequirePoints(Scan scan, BlockContext context, int atLeast = 1)
    {
        int valid = Readings(scan).Length;
        if (valid == 0)
            throw context.Reject(RejectReason.EmptyCloud, "the scan has no point with a reading");
        if (valid < atLeast)
            throw context.Reject(RejectReason.TooFewPoints,
                $"the scan has {valid} points with a reading, {atLeast} are needed");
    }
}
