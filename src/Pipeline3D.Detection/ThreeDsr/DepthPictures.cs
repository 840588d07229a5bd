using System.Globalization;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Depth;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Planes;

namespace Pipeline3D.Detection.ThreeDsr;

/// <summary>Makes 3DSR's depth pictures of scans.</summary>
/// <remarks>Source: the public code; each rule stands in Geometry/Depth. The scan is stretched to the square, whatever
/// its shape, and what has no depth is 0.</remarks>
internal static class DepthPictures
{
    /// <summary>The picture of a scan on a grid.</summary>
    /// <exception cref="ItemRejectedException">It has no background to be taken off, or nothing else.</exception>
    public static DepthPicture Of(Scan scan, DepthPictureOptions options, MethodContext context)
    {
        OrganizedCloud grid = scan.Lattice is { } lattice ? lattice.Gather(scan.Grid!) : scan.Grid!;
        OrganizedCloud square = GridResize.Nearest(grid, options.Side, options.Side);
        for (int i = 0; i < square.Points.Count; i++)
            if (!square.IsValid(i, ValidRule.ZNonZero))
                square.Points[i] = default;
        ReadOnlySpan<float> depth = square.Points.Z;
        bool[] mask = BinaryClosing.Close(options.Background == DepthBackground.None
            ? DepthForeground.Mark(depth, Enumerable.Repeat(1f, depth.Length).ToArray(), 0)
            : DepthForeground.Mark(depth, DepthForeground.Distances(square, Plane(square, context)),
                options.PlaneThreshold), options.Side, options.Side, options.Closings);
        float[] scaled = DepthScale.ToRange(depth, mask);
        if (!scaled.AsSpan().ContainsAnyExcept(0))
            throw context.Reject(RejectReason.TooFewPoints, string.Create(CultureInfo.InvariantCulture,
                $"no point lies farther than {options.PlaneThreshold} m from the plane through the corners, so there "
                + $"is no object to look at; look at the scan, or lower plane_threshold"));
        return new DepthPicture(options.Side, DepthHoles.Fill(scaled, options.Side, options.Side, options.Fills), mask,
            scan.Grid!.Width, scan.Grid.Height);
    }

    private static PlaneEquation Plane(OrganizedCloud square, MethodContext context) => CornerPlane.Of(square)
        ?? throw context.Reject(RejectReason.NoBackgroundPlane, "fewer than three corners of the scan have a reading, "
            + "so that no background can be taken off; set 'background: none' when it was removed before");
}
