using System.IO.Compression;

namespace Pipeline3D.Data.Formats;

/// <summary>Unpacks zlib streams (RFC 1950) that lie in memory.</summary>
internal static class Inflate
{
    /// <summary>Opens the stream in <paramref name="packed"/>, which must stay where it is until the result is
    /// closed.</summary>
    internal static unsafe ZLibStream Open(byte* packed, int length)
        // A pinned empty span is a null pointer, which a memory stream refuses; no data is a stream that ends at once.
        => new(length == 0 ? Stream.Null : new UnmanagedMemoryStream(packed, length), CompressionMode.Decompress);

    /// <summary>Fills <paramref name="target"/> from the stream in <paramref name="packed"/>.</summary>
    /// <param name="packed">A zlib stream; what follows it is ignored.</param>
    /// <param name="target">Overwritten; the decoded data may be longer.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="offset">Where <paramref name="packed"/> begins in the file.</param>
    /// <exception cref="FormatException3D">The stream is damaged or ends before <paramref name="target"/> is
    /// full.</exception>
    internal static unsafe void Fill(ReadOnlySpan<byte> packed, Span<byte> target, string path, long offset)
    {
        fixed (byte* start = packed)
        {
            using ZLibStream stream = Open(start, packed.Length);
            ReadExactly(stream, target, path, offset);
            ReadChecksum(stream, path, offset);
        }
    }

    /// <summary>Fills <paramref name="target"/> from an open stream.</summary>
    internal static void ReadExactly(ZLibStream stream, Span<byte> target, string path, long offset)
    {
        try
        {
            int read = stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
            if (read < target.Length)
                throw Short(path, offset, null);
        }
        catch (Exception cause) when (IsDamage(cause))
        {
            throw Short(path, offset, cause);
        }
    }

    /// <summary>Makes the decoder compare its checksum once all wanted data is read.</summary>
    /// <remarks>zlib looks at the checksum only when asked for data beyond the last byte. More data is not an
    /// error.</remarks>
    internal static void ReadChecksum(ZLibStream stream, string path, long offset)
    {
        Span<byte> beyond = stackalloc byte[1];
        try
        {
            _ = stream.Read(beyond);
        }
        catch (Exception cause) when (IsDamage(cause))
        {
            throw Short(path, offset, cause);
        }
    }

    // A stream that asks for a preset dictionary surfaces as ZLibException, which is an IOException.
    private static bool IsDamage(Exception cause) => cause is InvalidDataException or (
        IOException and not FormatException3D);

    private static FormatException3D Short(string path, long offset, Exception? cause)
        => new(path, offset, "the deflate data that begins here is damaged or cut off",
            "copy or export the file again", cause);
}
