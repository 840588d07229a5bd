using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Health;

namespace Pipeline3D.Blocks.Payloads;

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

    /// <summary>What tells whether the scan is like others of its kind.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="readings">Its readings, as <see cref="Scan.Readings"/> gives them.</param>
    public static CloudHealth Measure(Scan scan, int[] readings)
    {
        CloudHealth health = scan.Grid is { } grid
            ? CloudHealth.Of(grid, readings) : CloudHealth.Of(scan.Cloud, readings);
        return health with { Centre = health.Centre + scan.Offset };
    }

    /// <summary>The readings; rejects a scan that has too few, by default not a single one.</summary>
    public static int[] RequirePoints(Scan scan, BlockContext context, int atLeast = 1)
    {
        int[] valid = scan.Readings;
        if (valid.Length == 0)
            throw context.Reject(RejectReason.EmptyCloud, "the scan has no point with a reading");
        if (valid.Length < atLeast)
            throw context.Reject(RejectReason.TooFewPoints,
                $"the scan has {valid.Length} points with a reading, {atLeast} are needed");
        return valid;
    }

    /// <summary>The colours with every pixel without a reading black: specks of a table would look like
    /// defects.</summary>
    public static RgbImage Blacken(RgbImage image, OrganizedCloud cleaned)
    {
        byte[] pixels = [.. image.Pixels];
        for (int i = 0; i < cleaned.Points.Count; i++)
            if (!cleaned.IsValid(i))
                pixels.AsSpan(3 * i, 3).Clear();
        return image with { Pixels = pixels };
    }

    /// <summary>Some points of the scan, off any grid and without colour, with their truth.</summary>
    public static Scan Select(Scan scan, int[] indices) => Select(scan, indices, scan.Cloud.Select(indices));

    /// <summary>As above, when the points were taken already.</summary>
    public static Scan Select(Scan scan, int[] indices, PointCloud points) => scan with
    {
        Cloud = points,
        Grid = null,
        Lattice = null,
        Rgb = null,
        Truth = scan.Truth is null ? null : new GroundTruth(indices.Length, 1,
            Array.ConvertAll(indices, i => scan.Truth.Ids[i])),
    };
}
