using System.Buffers.Text;

namespace Pipeline3D.Data.Formats;

/// <summary>An H x W x C array that tifffile wrote as H gray pages of W x C, told by the shape in its
/// description.</summary>
internal static class TiffPages
{
    /// <summary>Whether the first page's description says that its pages are the rows of one image.</summary>
    /// <remarks>Only pages of one strip, as tifffile writes them: pages may share their strips, so that many pages of
    /// many strips would cost far more time than the file's size lets expect.</remarks>
    internal static bool Matches(TiffDirectory first, ReadOnlySpan<byte> file, TiffLayout page, FormatLimits limits)
        => page.Channels == 1 && page.Width is >= 1 and <= 4 && first.Next != 0
            && TryShape(first.Text(file, TiffTag.ImageDescription), out int height, out int width, out int channels)
            && width == page.Height && channels == page.Width && page.ChunkCount == 1
            && height <= limits.MaxDimension && (long)height * width <= limits.MaxPixels;

    /// <summary>Decodes all pages into one image; only when <see cref="Matches"/>.</summary>
    internal static RasterImage Decode(
        TiffDirectory first, ReadOnlySpan<byte> file, TiffLayout page, string path, FormatLimits limits)
    {
        _ = TryShape(first.Text(file, TiffTag.ImageDescription), out int height, out int width, out int channels);
        long bytes = (long)height * width * channels * page.TargetBytes;
        RasterLimits.CheckDecoded(path, first.Offset, bytes, file.Length,
            TiffCompression.MaxExpansion(page.Compression, limits) * page.TargetBytes, limits);
        var image = new byte[bytes];
        int rowBytes = width * channels * page.TargetBytes;
        TiffDirectory directory = first;
        for (int row = 0; row < height; row++)
        {
            if (row > 0 && directory.Next == 0)
                throw new FormatException3D(path, directory.Offset,
                    $"the description promises {height} pages of one row each, the file has {row}",
                    "the file is cut off: copy or export it again");
            directory = row == 0 ? first : directory.Following(file);
            TiffLayout layout = row == 0 ? page : TiffLayout.Of(directory, file, path, limits);
            if ((layout.Width, layout.Height, layout.Channels, layout.Type, layout.ChunkCount)
                != (page.Width, page.Height, 1, page.Type, 1))
                throw new FormatException3D(path, directory.Offset,
                    $"page {row + 1} differs from the first in size, samples or strips");
            ManagedTiffDecoder.DecodePage(directory, file, layout, path).CopyTo(image, row * rowBytes);
        }
        return new RasterImage(width, height, channels, page.Type, image);
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
