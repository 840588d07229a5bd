using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Pictures;

namespace Pipeline3D.Detection.Clip.Pictures;

/// <summary>One picture of an organized scan, and maps of it back on the scan's grid.</summary>
internal static class ScanPicture
{
    /// <summary>The picture, squeezed to a square as PIL does.</summary>
    /// <param name="scan">The scan, on a grid.</param>
    /// <param name="kind">What it shows.</param>
    /// <param name="size">Side of the picture, pixels.</param>
    /// <param name="context">For the rejection of a scan without what is needed.</param>
    /// <returns>RGB bytes, shape [size, size, 3].</returns>
    /// <remarks>Depth is scaled per scan from its smallest to its largest valid z, inverted, in 8 bits. A choice: what
    /// the literature does to depth before such towers is not said.</remarks>
    public static byte[] Of(Scan scan, PictureKind kind, int size, MethodContext context)
    {
        if (kind == PictureKind.Rgb)
            return scan.Rgb is { } rgb ? Square(rgb.Pixels, rgb.Width, rgb.Height, size) : throw context.Reject(
                RejectReason.MissingPartner, "the scan has no colour picture, which 'picture: rgb' looks at");
        OrganizedCloud grid = scan.Grid!;
        return Square(Depth(grid), grid.Width, grid.Height, size);
    }

    /// <summary>A map of patches, enlarged to the picture and brought to a scan's grid.</summary>
    /// <param name="patches">Shape [side, side].</param>
    /// <param name="grid">The enlargement.</param>
    /// <param name="pixels">The scan's grid.</param>
    /// <param name="blur">Standard deviation of the smoothing of the picture, pixels.</param>
    /// <returns>One number per pixel.</returns>
    public static float[] OnGrid(ReadOnlySpan<float> patches, PatchGrid grid, OrganizedCloud pixels, double blur = 0)
    {
        float[] picture = grid.Enlarge(patches);
        GaussianBlur.Apply(picture, grid.Size, grid.Size, blur, picture);
        if (pixels.Width == grid.Size && pixels.Height == grid.Size)
            return picture;
        var map = new float[pixels.Width * pixels.Height];
        GridResize.Bilinear(picture, grid.Size, grid.Size, map, pixels.Height, pixels.Width);
        return map;
    }

    /// <summary>Depth as grey; shape [height, width, 3].</summary>
    internal static byte[] Depth(OrganizedCloud grid)
    {
        int[] valid = grid.ValidIndices();
        float near = float.PositiveInfinity, far = float.NegativeInfinity;
        foreach (int i in valid)
            (near, far) = (Math.Min(near, grid.Points.Z[i]), Math.Max(far, grid.Points.Z[i]));
        var picture = new byte[3 * grid.Width * grid.Height];
        foreach (int i in valid)
            picture.AsSpan(3 * i, 3).Fill((byte)Math.Round(255 * (far > near
                ? ((double)far - grid.Points.Z[i]) / ((double)far - near) : 1)));
        return picture;
    }

    private static byte[] Square(byte[] rgb, int width, int height, int size) => width == size && height == size ? rgb
        : PilResize.Resize(rgb, (width, height), (size, size), 3, PilFilter.Bicubic);
}
