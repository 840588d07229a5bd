using System.Buffers.Text;

namespace Pipeline3D.Data.Formats;

/// <summary>An H x W x C array that tifffile wrote as H gray pages of W x C, told by the shape in its
/// description.</summary>
internal static class TiffPages
{
    /// <summary>Whether the first page's description says that its pages are the rows of one image.</summary>
    /// <remarks>Only pages of one strip, as tifffile writes them: pages may share their strips, so that many pages of
    /// many strips would cost far more time than the file's size lets expect.</remarks>
    internal static bool Matches(TiffSource first) => first.Layout is { Channels: 1, Width: >= 1 and <= 4 } page
        && first.Directory.Next != 0
        && TryShape(first.Directory.Text(first.File, TiffTag.ImageDescription),
            out int height, out int width, out int channels)
        && width == page.Height && channels == page.Width && page.ChunkCount == 1
        && height <= first.Limits.MaxDimension && (long)height * width <= first.Limits.MaxPixels;

    /// <summary>Decodes all pages into one image; only when <see cref="Matches"/>.</summary>
    /// <param name="first">The first page.</param>
    /// <param name="decoder">Who takes the first page, and must take the others.</param>
    internal static RasterImage Decode(TiffSource first, ManagedTiffDecoder decoder)
    {
        TiffLayout page = first.Layout;
        _ = TryShape(first.Directory.Text(first.File, TiffTag.ImageDescription),
            out int height, out int width, out int channels);
        long bytes = (long)height * width * channels * page.TargetBytes;
        RasterLimits.CheckDecoded(first.Path, first.Directory.Offset, bytes, first.File.Length,
            TiffCompression.MaxExpansion(page, first.Limits) * page.TargetBytes, first.Limits);
        var image = new byte[bytes];
        int rowBytes = width * channels * page.TargetBytes;
        TiffDirectory directory = first.Directory;
        for (int row = 0; row < height; row++)
        {
            if (row > 0 && directory.Next == 0)
                throw new FormatException3D(first.Path, directory.Offset,
                    $"the description promises {height} pages of one row each, the file has {row}",
                    "the file is cut off: copy or export it again");
            directory = row == 0 ? first.Directory : directory.Following(first.File);
            TiffLayout layout = row == 0 ? page : TiffLayout.Of(directory, first.File, first.Path, first.Limits);
            var source = new TiffSource
            {
                File = first.File, Path = first.Path, Limits = first.Limits, Directory = directory, Layout = layout,
            };
            if ((layout.Width, layout.Height, layout.Channels, layout.Type, layout.ChunkCount)
                != (page.Width, page.Height, 1, page.Type, 1) || decoder.ObjectionTo(source) is not null)
                throw new FormatException3D(first.Path, directory.Offset,
                    $"page {row + 1} differs from the first in size, samples or strips");
            ManagedTiffDecoder.DecodePage(source).CopyTo(image, row * rowBytes);
        }
        return page.IsDouble ? TiffPicture.OfDoubles(width, height, channels, image)
            : new RasterImage(width, height, channels, page.Type, image) { FullScale = page.FullScale };
    }

    // {"shape": [H, W, C]} with whatever else tifffile noted behind it.
    private static bool TryShape(ReadOnlySpan<byte> text, out int height, out int width, out int channels)
    {
        (height, width, channels) = (0, 0, 0);
        int at = text.IndexOf("\"shape\": ["u8);
        if (at < 0)
            return false;
        text = text[(at + 10)..];
        return TryAxis(ref text, (byte)',', out height) && TryAxis(ref text, (byte)',', out width)
            && TryAxis(ref text, (byte)']', out channels);
    }

    private static bool TryAxis(ref ReadOnlySpan<byte> text, byte end, out int length)
    {
        text = text.TrimStart((byte)' ');
        if (!Utf8Parser.TryParse(text, out length, out int used) || length <= 0 || used >= text.Length
            || text[used] != end)
            return false;
        text = text[(used + 1)..];
        return true;
    }
}
