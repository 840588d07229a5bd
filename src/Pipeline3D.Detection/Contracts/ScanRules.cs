using System.Globalization;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Geometry;
using Pipeline3D.Kernels;

namespace Pipeline3D.Detection.Contracts;

/// <summary>What methods require of scans, each failure saying what to do.</summary>
public static class ScanRules
{
    // Squared distances must be floats: three squares of twice this are below 3.4e38.
    private const float MaxCoordinate = 1e18f;

    /// <summary>Rejects a scan that does not bring what is needed.</summary>
    /// <exception cref="ItemRejectedException">It does not.</exception>
    public static void Require(Scan scan, ScanNeeds needs, MethodContext context)
    {
        if (needs.Grid && scan.Grid is null)
            throw context.Reject(RejectReason.SizeMismatch,
                "the scan is an unorganized cloud, this method needs one on "
                + "a pixel grid; use a method for clouds instead");
        if (needs.Unit is { } unit && scan.Unit != unit)
            throw context.Reject(RejectReason.WrongUnit, $"the coordinates are in {scan.Unit}, this method needs "
                + $"{unit}; put filter.convert-unit before it");
        if (needs.Colour && scan.Rgb is null)
            throw context.Reject(RejectReason.MissingPartner, "the scan has no colour, this method needs one; add the "
                + "colour images, or use a method that works on shape alone");
        if (needs.Views && scan.Views is null)
            throw context.Reject(RejectReason.MissingPartner, "the scan has no views, this method works on pictures of "
                + "it from several sides; put feature.views before it, or read a folder of rendered views");
        int[] readings = scan.Readings;
        if (readings.Length == 0)
            throw context.Reject(RejectReason.EmptyCloud, "the scan has no point with a reading");
        if (readings.Length < needs.Readings)
            throw context.Reject(RejectReason.TooFewPoints,
                $"the scan has {readings.Length} points with a reading, {needs.Readings} are needed");
        foreach (int i in readings)
            if (!(MathF.Abs(scan.Cloud.X[i]) <= MaxCoordinate && MathF.Abs(scan.Cloud.Y[i]) <= MaxCoordinate
                && MathF.Abs(scan.Cloud.Z[i]) <= MaxCoordinate))
                throw context.Reject(RejectReason.LimitExceeded, string.Create(CultureInfo.InvariantCulture,
                    $"point {i} lies at ({scan.Cloud.X[i]}, {scan.Cloud.Y[i]}, {scan.Cloud.Z[i]}); coordinates beyond "
                    + $"{MaxCoordinate:G1} have no distances that a number can hold: look at the file and its unit"));
    }

    /// <summary>The points with a reading and their indices in the scan.</summary>
    public static (PointCloud Points, int[] Indices) Valid(Scan scan, MethodContext context)
    {
        int[] indices = scan.Readings;
        return indices.Length == scan.Cloud.Count ? (scan.Cloud, indices)
            : (OnDevice.Select(context.Scope, scan.Cloud, indices, context.Stop), indices);
    }
}
