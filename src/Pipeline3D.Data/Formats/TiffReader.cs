namespace Pipeline3D.Data.Formats;

/// <summary>Reads TIFF and BigTIFF images: the xyz maps, score maps and depth images of the field.</summary>
/// <remarks>Supported: II and MM; strips and tiles; interleaved and planar; no compression, LZW, Deflate (8 and 32946)
/// and PackBits; predictors 1 to 3; 1 to 4 samples of 8 or 16 bit unsigned or 16, 32 or 64 bit float. Half and double
/// floats become float32. Samples come as stored: WhiteIsZero is not inverted, and an alpha channel is a sample like
/// any other. Of several pages the first is read, unless tifffile's shape description says that they are the rows of
/// one image. Anything else is refused with the tag and its value. Sources: TIFF 6.0, Adobe TIFF Technical Notes 2 and
/// 3, BigTIFF.</remarks>
public static class TiffReader
{
    /// <summary>Reads one image.</summary>
    /// <param name="path">The file; memory-mapped when large.</param>
    /// <param name="limits">What to accept at most; the defaults when null.</param>
    /// <exception cref="FormatException3D">The file is missing, damaged, cut off, beyond the limits, or
    /// unsupported.</exception>
    public static RasterImage Read(string path, FormatLimits? limits = null) => FileBytes.Parse(path, limits, Parse);

    internal static RasterImage Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
        => TiffBackend.Decoder.Decode(file, path, limits);
}
