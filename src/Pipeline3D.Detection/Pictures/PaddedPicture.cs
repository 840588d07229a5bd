using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Pictures;

namespace Pipeline3D.Detection.Pictures;

/// <summary>The colour picture of a scan on a grid, as networks of pictures take it.</summary>
internal static class PaddedPicture
{
    /// <summary>Pads the picture as the scan is padded and resizes it as PIL does (bicubic).</summary>
    /// <param name="scan">The scan; it has colour.</param>
    /// <param name="padding">How it is padded to a square.</param>
    /// <param name="size">Side of the result, pixels.</param>
    /// <param name="context">Of the scan.</param>
    /// <returns>Shape [size, size, 3].</returns>
    /// <exception cref="ItemRejectedException">The picture has another size than the scan.</exception>
    public static byte[] Of(Scan scan, GridPadding padding, int size, MethodContext context)
    {
        RgbImage rgb = scan.Rgb!;
        if (rgb.Width != padding.Width || rgb.Height != padding.Height)
            throw context.Reject(RejectReason.SizeMismatch, $"the colour picture has {rgb.Width} x {rgb.Height} "
                + $"pixels, the scan {padding.Width} x {padding.Height}; both must show the same");
        var square = new byte[checked(3 * padding.PaddedWidth * padding.PaddedHeight)];
        padding.Pad<byte>(rgb.Pixels, 3, square);
        return PilResize.Resize(square, (padding.PaddedWidth, padding.PaddedHeight), (size, size), 3,
            PilFilter.Bicubic);
    }
}
