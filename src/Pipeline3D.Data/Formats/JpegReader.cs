using BitMiracle.LibJpeg.Classic;

namespace Pipeline3D.Data.Formats;

/// <summary>Reads JPEG photographs, the colour images of scans, by LibJpeg.NET.</summary>
/// <remarks>Baseline and progressive, gray or colour, 8 bits. Pixels come as stored: a note on how the camera was held
/// is not followed, since colours must lie where the scan has its readings. JPEG changes values, so it is no format for
/// depth or masks. Source: ITU-T T.81, JFIF 1.02.</remarks>
internal static class JpegReader
{
    /// <summary>Reads one image.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What to accept at most; the defaults when null.</param>
    /// <returns>One sample (gray) or three (RGB) of 8 bits per pixel.</returns>
    /// <exception cref="FormatException3D">The file is missing, no JPEG, damaged, cut off, of a kind that is not read,
    /// or beyond the limits.</exception>
    public static RasterImage Read(string path, FormatLimits? limits = null) => FileBytes.Parse(path, limits, Parse);

    internal static unsafe RasterImage Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
    {
        JpegHeader header = JpegHeader.Parse(file, path, 0);
        if (!header.IsComplete)
            throw new FormatException3D(path, file.Length, "the JPEG has no end", "the file is cut off: copy it again");
        RasterLimits.CheckSize(path, 0, header.Width, header.Height, limits);
        if (header.Components is not (1 or 3))
            throw new FormatException3D(path, 0L, $"the JPEG has {header.Components} samples per pixel",
                "convert it to gray or RGB");
        RasterLimits.CheckDecoded(path, 0, (long)header.Width * header.Height * header.Components, file.Length,
            limits.MaxExpansion, limits);
        fixed (byte* start = file)
        {
            try
            {
                return Decode(new UnmanagedMemoryStream(start, file.Length), header);
            }
            catch (Exception cause) when (ForeignDecoder.IsDamage(cause))
            {
                throw new FormatException3D(path, 0L, $"the JPEG cannot be decoded: {cause.Message}",
                    "the file is damaged: copy or export it again", cause);
            }
        }
    }

    private static RasterImage Decode(Stream stream, JpegHeader header)
    {
        var decoder = new jpeg_decompress_struct(new Strict());
        decoder.jpeg_stdio_src(stream);
        decoder.jpeg_read_header(true);
        decoder.Out_color_space = header.Components == 1 ? J_COLOR_SPACE.JCS_GRAYSCALE : J_COLOR_SPACE.JCS_RGB;
        decoder.jpeg_start_decompress();
        int rowBytes = header.Width * header.Components;
        var image = new byte[checked(rowBytes * header.Height)];
        byte[][] row = [new byte[rowBytes]];
        for (int y = 0; y < header.Height; y++)
        {
            if (decoder.jpeg_read_scanlines(row, 1) != 1)
                throw new InvalidDataException($"it ends in row {y} of {header.Height}");
            row[0].CopyTo(image, y * rowBytes);
        }
        decoder.jpeg_finish_decompress();
        return new RasterImage(header.Width, header.Height, header.Components, SampleType.UInt8, image)
        {
            IsLossy = true,
        };
    }

    // After a warning the library goes on with gray for what it lacks, and a count that nobody reads.
    private sealed class Strict : jpeg_error_mgr
    {
        public override void error_exit() => throw new InvalidDataException(format_message());

        public override void emit_message(int msg_level)
        {
            if (msg_level < 0)
                throw new InvalidDataException(format_message());
        }

        public override void output_message()
        {
        }
    }
}
