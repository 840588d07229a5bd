namespace Pipeline3D.Data.Formats;

/// <summary>The compression schemes of TIFF: what each can expand to, and how a chunk of an own
/// one is unpacked.</summary>
internal static class TiffCompression
{
    internal const int None = 1, CcittRle = 2, CcittFax3 = 3, CcittFax4 = 4, Lzw = 5, OldJpeg = 6, Jpeg = 7,
        Deflate = 8, CcittRleWords = 32771, PackBits = 32773, OldDeflate = 32946;

    /// <summary>Whether the project's own decoder unpacks it.</summary>
    internal static bool IsOwn(int compression) => compression is None or Lzw or Deflate or PackBits or OldDeflate;

    /// <summary>Whether it packs images of one bit per pixel only.</summary>
    internal static bool IsFax(int compression) => compression is CcittRle or CcittFax3 or CcittFax4 or CcittRleWords;

    internal static bool HasPredictor(int compression) => compression is Lzw or Deflate or OldDeflate;

    /// <summary>Most bytes that one byte of file can unpack to.</summary>
    internal static long MaxExpansion(TiffLayout layout, FormatLimits limits) => layout.Compression switch
    {
        None => 1,
        // A repeat of two bytes gives 128.
        PackBits => 64,
        // An all-equal strip fills LZW's 3,836 table entries with strings of 1, 2, 3, ... bytes: 7.36 MB of 5,402
        // bytes, which is 1,363:1 and thus above Deflate's bound.
        Lzw => limits.MaxExpansion * 5L / 4,
        // A row that equals the one above is one bit, however long it is.
        CcittFax3 or CcittFax4 => 8L * layout.ChunkRowBytes,
        // JPEG: an all-equal block of 64 samples is one bit in a progressive file, half of that when subsampled.
        _ => limits.MaxExpansion,
    };

    internal static string Advice(long compression)
    {
        string name = compression switch
        {
            34676 or 34677 => "SGILog", 34712 => "JPEG 2000", 34887 => "LERC", 34925 => "LZMA", 50000 => "Zstandard",
            50001 => "WebP", _ => "an unknown scheme",
        };
        return $"this is {name}; supported are none, LZW, Deflate, PackBits, JPEG and CCITT: write the file with one "
            + "of them";
    }

    /// <summary>Unpacks one strip or tile.</summary>
    /// <param name="compression">An own scheme.</param>
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
