namespace Pipeline3D.Data.Formats;

/// <summary>Reads TIFF and BigTIFF images: the xyz maps, score maps, depth and colour images of the field.</summary>
/// <remarks>Read by the project's own decoder: II and MM; strips and tiles; interleaved and planar; no compression,
/// LZW, Deflate (8 and 32946) and PackBits; predictors 1 to 3; either order of bits; 8, 16, 32 or 64 bit integers, 16,
/// 32 or 64 bit floats; gray of 1, 2 and 4 bits, palettes, CMYK. Read by LibTiff.NET, within the same limits: JPEG (new
/// and old, YCbCr too), CCITT fax, the LZW of before 1988. Unsigned integers of 8 and 16 bits come as stored,
/// everything else as float32: signed ones keep their sign, integers beyond 2^24 are rounded to 24 bits. Without
/// SampleFormat samples are unsigned, as TIFF 6.0 says. Palettes, CMYK and YCbCr become RGB; gray of fewer than 8 bits
/// becomes 8 bits with white = 255. Otherwise WhiteIsZero is not inverted, and an alpha channel is a sample like any
/// other. Of several pages the first is read, unless tifffile's shape description says that they are the rows of one
/// image. Anything else is refused with the tag and its value. Sources: TIFF 6.0, Adobe TIFF Technical Notes 2 and 3,
/// BigTIFF.</remarks>
internal static class TiffReader
{
    // The own decoder is the faster and stricter one, so it is asked first.
    private static readonly ITiffDecoder[] Decoders = [new ManagedTiffDecoder(), new LibTiffDecoder()];

    /// <summary>Reads one image.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What to accept at most; the defaults when null.</param>
    /// <exception cref="FormatException3D">The file is missing, damaged, cut off, beyond the limits, or
    /// unsupported.</exception>
    public static RasterImage Read(string path, FormatLimits? limits = null) => FileBytes.Parse(path, limits, Parse);

    internal static RasterImage Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
    {
        TiffSource source = TiffSource.Open(file, path, limits);
        TiffObjection? objection = null;
        foreach (ITiffDecoder decoder in Decoders)
        {
            TiffObjection? found = decoder.ObjectionTo(source);
            if (found is null)
                return decoder.Decode(source);
            // What a decoder objects to that unpacks the data says more than that another cannot unpack them.
            objection = objection is null or { Tag: TiffTag.Compression } ? found : objection;
        }
        throw new FormatException3D(path, source.Directory.Offset, $"tag {(int)objection!.Tag} ({objection.Tag}) has "
            + $"the unsupported value {objection.Value}", objection.Advice);
    }
}
