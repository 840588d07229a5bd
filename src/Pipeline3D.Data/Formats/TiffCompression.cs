namespace Pipeline3D.Data.Formats;

/// <summary>The compression schemes of TIFF: which are supported, and how a chunk of each is unpacked.</summary>
internal static class TiffCompression
{
    internal const int None = 1, Lzw = 5, Deflate = 8, PackBits = 32773, OldDeflate = 32946;

    internal static bool IsSupported(long compression)
        => compression is None or Lzw or Deflate or PackBits or OldDeflate;

    /// <summary>Most bytes that one byte of file can unpack to.</summary>
    internal static long MaxExpansion(int compression, FormatLimits limits) => compression switch
    {
        None => 1,
        // A repeat of two bytes gives 128.
        PackBits => 64,
        // An all-equal strip fills LZW's 3,836 table entries with strings of 1, 2, 3, ... bytes: 7.36 MB of 5,402
        // bytes, which is 1,363:1 and thus above Deflate's bound.
        Lzw => limits.MaxExpansion * 5L / 4,
        _ => limits.MaxExpansion,
    };

    internal static string Advice(long compression)
    {
        string name = compression switch
        {
            2 => "CCITT 1D", 3 => "CCITT fax 3", 4 => "CCITT fax 4", 6 => "old JPEG", 7 => "JPEG", 34712 => "JPEG 2000",
            34887 => "LERC", 34925 => "LZMA", 50000 => "Zstandard", 50001 => "WebP", _ => "an unknown scheme",
        };
        return $"this is {name}; supported are none, LZW, Deflate and PackBits: write the file with one of them";
    }

    /// <summary>Unpacks one strip or tile.</summary>
    /// <param name="compression">A supported scheme.</param>
    /// <param name="packed">The chunk as stored.</param>
    /// <param name="target">Exactly the chunk's unpacked bytes; overwritten.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="offset">Where the chunk lies in the file.</param>
    /// <exception cref="FormatException3D">The chunk is damaged or unpacks to less.</exception>
    internal static void Unpack(int compression, ReadOnlySpan<byte> packed, Span<byte> target, string path, long offset)
    {
        switch (compression)
        {
            case None:
                if (packed.Length < target.Length)
                    throw CutOff(path, offset, packed.Length, target.Length);
                packed[..target.Length].CopyTo(target);
                break;
            case Lzw:
                TiffLzw.Unpack(packed, target, path, offset);
                break;
            case PackBits:
                UnpackBits(packed, target, path, offset);
                break;
            default:
                Inflate.Fill(packed, target, path, offset);
                break;
        }
    }

    internal static FormatException3D CutOff(string path, long offset, int found, int needed)
        => new(path, offset, $"the strip or tile gives {found} of {needed} bytes",
            "the file is cut off or damaged: export it again");

    // TIFF 6.0, section 9: n >= 0 copies n + 1 bytes, n < 0 repeats one byte 1 - n times, -128 does nothing.
    private static void UnpackBits(ReadOnlySpan<byte> packed, Span<byte> target, string path, long offset)
    {
        int read = 0, written = 0;
        while (written < target.Length)
        {
            if (read >= packed.Length)
                throw CutOff(path, offset, written, target.Length);
            int control = (sbyte)packed[read++];
            if (control == -128)
                continue;
            int length = Math.Min(control >= 0 ? control + 1 : 1 - control, target.Length - written);
            if (read + (control >= 0 ? length : 1) > packed.Length)
                throw CutOff(path, offset, written, target.Length);
            if (control >= 0)
                packed.Slice(read, length).CopyTo(target[written..]);
            else
                target.Slice(written, length).Fill(packed[read]);
            read += control >= 0 ? length : 1;
            written += length;
        }
    }
}
