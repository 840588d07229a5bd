using System.Runtime.CompilerServices;

namespace Pipeline3D.Data.Formats;

/// <summary>Unpacks TIFF's LZW: codes of 9 to 12 bits, high bit first, the width changing one code early.</summary>
/// <remarks>Source: TIFF 6.0, section 13. A table entry is the place and length of its string in the output, since
/// every string has been written once before its code occurs; so nothing is copied but the output itself. Most codes
/// stand for a literal or a few bytes: <see cref="TiffLzwRun"/> takes these, the loop here what it leaves.</remarks>
internal static class TiffLzw
{
    internal const int Clear = 256, End = 257, TableSize = 4096;

    /// <summary>Whether the data is the LZW of before 1988.</summary>
    /// <remarks>The old writers stored codes low bit first, so their leading Clear (256 in 9 bits) begins 00 01, that
    /// of TIFF 6.0 80.</remarks>
    internal static bool IsOld(ReadOnlySpan<byte> packed)
        => packed.Length >= 2 && packed[0] == 0 && (packed[1] & 1) != 0;

    /// <summary>Fills <paramref name="target"/> from <paramref name="packed"/>.</summary>
    /// <exception cref="FormatException3D">A code is impossible, the data ends early, or it is the LZW of before
    /// 1988.</exception>
    [SkipLocalsInit]
    internal static void Unpack(ReadOnlySpan<byte> packed, Span<byte> target, string path, long offset)
    {
        if (IsOld(packed))
            throw new FormatException3D(
                path, offset, "tag 259 (Compression) value 5: this is the LZW of before TIFF 6.0",
                "write the file again with a current tool");
        // Entries from the state's next one on are never read.
        Span<ulong> table = stackalloc ulong[TableSize];
        table[..Clear].Fill(TiffLzwRun.Entry(0, 1));
        table[Clear..(End + 1)].Fill(TiffLzwRun.Entry(0, int.MaxValue));
        var state = new TiffLzwRun(End + 1);
        while (true)
        {
            state.Run(packed, target, table);
            if (state.Written >= target.Length)
                return;
            int code = state.NextCode(packed);
            if (code is < 0 or End)
                throw TiffCompression.CutOff(path, offset, state.Written, target.Length);
            if (code == Clear)
            {
                state.Reset(End + 1);
                continue;
            }
            bool first = !state.HasPrevious;
            state.AddEntry(table);
            if (code >= state.Next || (code > byte.MaxValue && first))
                throw new FormatException3D(path, offset + state.Read,
                    $"LZW code {code} is not in the table of {state.Next}", "the file is damaged: export it again");
            int length = (int)table[code];
            if (code <= byte.MaxValue)
                target[state.Written] = (byte)code;
            else
                CopyBehind(target, (int)(table[code] >> 32), Math.Min(length, target.Length - state.Written),
                    state.Written);
            state.Advance(length);
        }
    }

    // The last byte may be the first that is written here, so a memory move would copy it too early.
    private static void CopyBehind(Span<byte> target, int from, int length, int to)
    {
        if (from + length <= to)
            target.Slice(from, length).CopyTo(target[to..]);
        else
            for (int i = 0; i < length; i++)
                target[to + i] = target[from + i];
    }
}
