using System.Buffers.Binary;

namespace Pipeline3D.Data.Formats;

/// <summary>What a JPEG stream says of itself before anything is decoded.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Components">Samples per pixel.</param>
/// <param name="IsComplete">Whether the stream's end marker is there.</param>
internal readonly record struct JpegHeader(int Width, int Height, int Components, bool IsComplete)
{
    // A progressive file needs about 10; each costs a pass over the whole image, however few bytes it has.
    private const int MaxScans = 100;

    private const byte Start = 0xD8, End = 0xD9, Scan = 0xDA, Temporary = 0x01;

    /// <summary>Walks the markers of a stream.</summary>
    /// <param name="stream">The stream; what follows its end is ignored.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="offset">Where the stream begins in the file.</param>
    /// <exception cref="FormatException3D">It is no JPEG, damaged, without a frame, or of a kind that is not
    /// read.</exception>
    internal static JpegHeader Parse(ReadOnlySpan<byte> stream, string path, long offset)
    {
        if (stream.Length < 4 || stream[0] != 0xFF || stream[1] != Start)
            throw new FormatException3D(path, offset, "this is no JPEG stream: it does not begin with FF D8");
        JpegHeader? frame = null;
        int scans = 0;
        for (int at = 2; NextMarker(stream, ref at) is { } marker;)
        {
            if (marker == End)
                return frame is null || scans == 0 ? throw Damaged(path, offset + at, "the JPEG holds no image")
                    : frame.Value with { IsComplete = true };
            // Restart marks and fillers have no length.
            if (marker is Temporary or (>= 0xD0 and <= Start))
                continue;
            if (at + 2 > stream.Length)
                break;
            int length = BinaryPrimitives.ReadUInt16BigEndian(stream[at..]);
            if (length < 2 || at + length > stream.Length)
                throw Damaged(path, offset + at, $"JPEG marker {marker:X2} claims {length} bytes, "
                    + $"{stream.Length - at} are left");
            ReadOnlySpan<byte> segment = stream.Slice(at + 2, length - 2);
            if (IsFrame(marker))
                frame = frame is null ? FrameOf(segment, marker, path, offset + at)
                    : throw Damaged(path, offset + at, "the JPEG has two frames");
            if (marker == Scan && (frame is null || ++scans > MaxScans))
                throw Damaged(path, offset + at, frame is null ? "a scan comes before the JPEG's frame"
                    : $"the JPEG has more than {MaxScans} scans");
            at += length;
        }
        return frame is not null && scans > 0 ? frame.Value
            : throw Damaged(path, offset + stream.Length, "the JPEG ends before its image");
    }

    /// <summary>Looks for the frame, behind whatever metadata there is.</summary>
    /// <exception cref="FormatException3D">There is none before the image.</exception>
    internal static JpegHeader FrameOf(FilePeek file, string path)
    {
        if (!file.Head(2).SequenceEqual((ReadOnlySpan<byte>)[0xFF, Start]))
            throw new FormatException3D(path, 0L, "this is no JPEG stream: it does not begin with FF D8");
        for (int at = 2; at + 4 <= file.Length;)
        {
            ReadOnlySpan<byte> segment = file.Slice(at, 4);
            byte marker = segment[1];
            int length = BinaryPrimitives.ReadUInt16BigEndian(segment[2..]);
            if (segment[0] != 0xFF || marker is Scan or End)
                throw Damaged(path, at, "the JPEG holds no frame before its image");
            // Fillers, and marks without a length.
            if (marker is 0xFF or Temporary or (>= 0xD0 and <= Start))
                at += marker == 0xFF ? 1 : 2;
            else if (length < 2 || length > file.Length - at - 2)
                throw Damaged(path, at, $"JPEG marker {marker:X2} claims {length} bytes, "
                    + $"{file.Length - at - 2} are left");
            else if (IsFrame(marker))
                return FrameOf(file.Slice(at + 4, length - 2), marker, path, at);
            else
                at += 2 + length;
        }
        throw Damaged(path, file.Length, "the JPEG ends before its image");
    }

    // The code after the next FF that is neither a stuffed nor a filling byte; null at the end.
    private static byte? NextMarker(ReadOnlySpan<byte> stream, ref int at)
    {
        while (at < stream.Length)
        {
            int found = stream[at..].IndexOf((byte)0xFF);
            if (found < 0)
                return null;
            at += found + 1;
            while (at < stream.Length && stream[at] == 0xFF)
                at++;
            if (at < stream.Length && stream[at++] is not 0 and byte marker)
                return marker;
        }
        return null;
    }

    // C4, C8 and CC are tables and reserved.
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static JpegHeader FrameOf(ReadOnlySpan<byte> segment, byte marker, string path, long offset)
    {
        if (marker > 0xC2)
            throw new FormatException3D(path, offset, $"the JPEG has a frame of kind {marker:X2}, which is lossless, "
                + "hierarchical or arithmetic", "write it as a baseline or progressive JPEG");
        if (segment.Length < 6)
            throw Damaged(path, offset, "the JPEG's frame is cut off");
        if (segment[0] != 8)
            throw new FormatException3D(path, offset, $"the JPEG has samples of {segment[0]} bits",
                "write it with 8 bits");
        return new(BinaryPrimitives.ReadUInt16BigEndian(segment[3..]),
            BinaryPrimitives.ReadUInt16BigEndian(segment[1..]), segment[5], false);
    }

    private static FormatException3D Damaged(string path, long offset, string problem)
        => new(path, offset, problem, "the file is damaged: export it again");
}
