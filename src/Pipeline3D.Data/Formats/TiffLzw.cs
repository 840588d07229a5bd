namespace Pipeline3D.Data.Formats;

/// <summary>Unpacks TIFF's LZW: codes of 9 to 12 bits, high bit first, the width changing one code early.</summary>
/// <remarks>Source: TIFF 6.0, section 13. A table entry is the place and length of its string in the output, since
/// every string has been written once before its code occurs; so nothing is copied but the output itself.</remarks>
internal static class TiffLzw
{
    private const int Clear = 256, End = 257, TableSize = 4096;

    /// <summary>Fills <paramref name="target"/> from <paramref name="packed"/>.</summary>
    /// <exception cref="FormatException3D">A code is impossible, the data ends early, or it is the LZW of before
    /// 1988.</exception>
    internal static void Unpack(ReadOnlySpan<byte> packed, Span<byte> target, string path, long offset)
    {
        // The old writers stored codes low bit first, so their leading Clear (256 in 9 bits) begins 00 01, ours 80.
        if (packed.Length >= 2 && packed[0] == 0 && (packed[1] & 1) != 0)
            throw new FormatException3D(
                path, offset, "tag 259 (Compression) value 5: this is the LZW of before TIFF 6.0",
                "write the file again with a current tool");
        Span<int> starts = stackalloc int[TableSize], lengths = stackalloc int[TableSize];
        int next = End + 1, width = 9, read = 0, bits = 0, written = 0;
        uint window = 0;
        int previousStart = -1, previousLength = 0;
        while (written < target.Length)
        {
            while (bits < width)
            {
                if (read >= packed.Length)
                    throw TiffCompression.CutOff(path, offset, written, target.Length);
                window = (window << 8) | packed[read++];
                bits += 8;
            }
            int code = (int)(window >> (bits - width)) & ((1 << width) - 1);
            bits -= width;
            if (code == End)
                throw TiffCompression.CutOff(path, offset, written, target.Length);
            if (code == Clear)
            {
                (next, width, previousStart) = (End + 1, 9, -1);
                continue;
            }
            if (previousStart >= 0 && next < TableSize)
            {
                // The string before, and the first byte of this one, which is about to be written right behind it.
                (starts[next], lengths[next]) = (previousStart, previousLength + 1);
                next++;
            }
            if (code >= next || (code > byte.MaxValue && previousStart < 0))
                throw new FormatException3D(path, offset + read, $"LZW code {code} is not in the table of {next}",
                    "the file is damaged: export it again");
            previousStart = written;
            previousLength = code <= byte.MaxValue ? 1 : lengths[code];
            if (code <= byte.MaxValue)
                target[written++] = (byte)code;
            else
                written += CopyBehind(target, starts[code], Math.Min(previousLength, target.Length - written), written);
            if (next == (1 << width) - 1 && width < 12)
                width++;
        }
    }

    // The last byte may be the first that is written here, so a memory move would copy it too early.
    private static int CopyBehind(Span<byte> target, int from, int length, int to)
    {
        if (from + length <= to)
            target.Slice(from, length).CopyTo(target[to..]);
        else
            for (int i = 0; i < length; i++)
                target[to + i] = target[from + i];
        return length;
    }
}
