using System.Globalization;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Depth;
using Pipeline3D.Geometry.Grids;

namespace Pipeline3D.Detection.Ast;

/// <summary>Makes AST's depth pictures and foregrounds of scans.</summary>
/// <remarks>Source: the public code; each rule stands in Geometry/Depth. Holes of the first row and column are filled
/// like the others, which the public code leaves. The scan is stretched to the square, whatever its shape.</remarks>
internal static class AstDepth
{
    /// <summary>Depth and foreground of a scan on a grid.</summary>
    /// <returns>Shapes [side, side] and [grid, grid].</returns>
    /// <exception cref="ItemRejectedException">It has no background to be taken off, or nothing else.</exception>
    public static (float[] Depth, float[] Foreground) Of(Scan scan, AstOptions options, MethodContext context)
    {
        OrganizedCloud grid = scan.Lattice is { } lattice ? lattice.Gather(scan.Grid!) : scan.Grid!;
        (int height, int width) = (grid.Height, grid.Width);
        var read = new float[grid.Points.Count];
        for (int i = 0; i < read.Length; i++)
            read[i] = grid.IsValid(i, ValidRule.ZNonZero) ? grid.Points.Z[i] : 0;
        float[] depth = DepthHoles.Fill(read, height, width, options.Fills);
        bool[] marks = Marks(depth, height, width, options, context);
        if (!marks.Contains(true))
            throw context.Reject(RejectReason.TooFewPoints, options.Background == DepthBackground.None
                ? "no pixel has a depth, so there is no object to look at"
                : string.Create(CultureInfo.InvariantCulture, $"no point lies farther than {options.SurfaceThreshold} "
                    + $"m from the surface between the corners, so there is no object to look at; look at the scan, or "
                    + $"lower surface_threshold"));
        int side = options.Side, places = options.Grid;
        var centred = new float[side * side];
        GridResize.Bilinear(DepthScale.ToCentred(depth, marks), height, width, centred, side, side);
        var shares = new float[side * side];
        GridResize.Bilinear(Numbers(marks), height, width, shares, side, side);
        bool[] grown = BinaryDilation.Grow(Array.ConvertAll(shares, share => share > 0), side, side, options.Grow);
        var foreground = new float[places * places];
        GridResize.Bilinear(Numbers(grown), side, side, foreground, places, places);
        return (centred, foreground);
    }

    private static bool[] Marks(float[] depth, int height, int width, AstOptions options, MethodContext context)
    {
        if (options.Background == DepthBackground.None)
            return Array.ConvertAll(depth, value => value != 0);
        float[] surface = (height > 1 && width > 1 ? CornerSurface.Of(depth, height, width) : null)
            ?? throw context.Reject(RejectReason.NoBackgroundPlane, "a corner of the scan has no reading, so that no "
                + "background can be taken off; set 'background: none' when it was removed before");
        return DepthForeground.Mark(depth, DepthForeground.Distances(depth, surface), options.SurfaceThreshold);
    }

    private static float[] Numbers(bool[] marks) => Array.ConvertAll(marks, mark => mark ? 1f : 0f);
}
