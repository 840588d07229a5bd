using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Data;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;

namespace Pipeline3D.Blocks.Filters;

/// <summary>Resizes a scan on a grid by picking pixels: points, colour and ground truth alike.</summary>
/// <remarks>Points are never interpolated: that would make points between the surface and the origin.</remarks>
[Block("filter.resize", Summary = "Resize a scan to a square of pixels, padding it first.")]
public sealed class ResizeFilter(ResizeOptions options) : TransformBlock3D<Scan, Scan>(options)
{
    /// <inheritdoc/>
    public override ValueTask<Scan> TransformAsync(Scan input, BlockContext context)
    {
        OrganizedCloud grid = Scans.RequireGrid(input, context);
        GridPadding padding = GridPadding.ToSquare(grid.Width, grid.Height, options.PadMultiple);
        int from = padding.PaddedWidth, to = options.Size;
        (OrganizedCloud resized, GridLattice? lattice) = input.Lattice is { } kept
            ? Resized(kept.GatherSquare(grid, padding))
            : (GridResize.Nearest(padding.Pad(grid), to, to, options.Points), null);
        return new(input with
        {
            Cloud = resized.Points,
            Grid = resized,
            Lattice = lattice,
            Rgb = input.Rgb is null ? null : new RgbImage(to, to, Resize(input.Rgb.Pixels, 3, options.Points)),
            Truth = input.Truth is null ? null : new GroundTruth(to, to, Resize(input.Truth.Ids, 1, options.Truth)),
        });

        // A thinned scan is not filled up again: what is coarser than the new grid becomes a lattice of it.
        (OrganizedCloud Grid, GridLattice? Lattice) Resized(OrganizedCloud square)
        {
            if (square.Width >= to)
                return (GridResize.Nearest(square, to, to, options.Points), null);
            var coarse = new GridLattice(to, to, square.Width, square.Width);
            return (coarse.Scatter(square), coarse);
        }

        byte[] Resize(byte[] inner, int channels, ResizeRule rule)
        {
            var square = new byte[checked(from * from * channels)];
            padding.Pad<byte>(inner, channels, square);
            var result = new byte[checked(to * to * channels)];
            GridResize.Nearest<byte>(square, from, from, channels, result, to, to, rule);
            return result;
        }
    }
}
