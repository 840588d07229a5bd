namespace Pipeline3D.Data.Formats;

/// <summary>Marc Lehmann's LZF, the compression of PCD: literal runs of up to 32 bytes and back references of 3 to 264
/// bytes at most 8,192 bytes behind.</summary>
internal static class Lzf
{
    /// <summary>Most bytes that one packed byte gives: a reference of three bytes copies 264.</summary>
    internal const int MaxExpansion = 88;

    private const int HashBits = 14, MaxOffset = 1 << 13, MaxLiteral = 32, MaxMatch = 264;

    /// <summary>Unpacks all of <paramref name="packed"/>.</summary>
    /// <returns>Whether it fills <paramref name="target"/> exactly.</returns>
    internal static bool TryUnpack(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        int read = 0, written = 0;
        while (read < packed.Length)
        {
            int control = packed[read++];
            if (control < MaxLiteral)
            {
                int run = control + 1;
                if (run > packed.Length - read || run > target.Length - written)
                    return false;
                packed.Slice(read, run).CopyTo(target[written..]);
                (read, written) = (read + run, written + run);
                continue;
            }
            int length = control >> 5;
            if (length == 7)
            {
                if (read >= packed.Length)
                    return false;
                length += packed[read++];
            }
            if (read >= packed.Length)
                return false;
            int from = written - ((control & 31) << 8) - packed[read++] - 1;
            length += 2;
            if (from < 0 || length > target.Length - written)
                return false;
            if (from + length <= written)
                target.Slice(from, length).CopyTo(target[written..]);
            else
                for (int i = 0; i < length; i++)
                    target[written + i] = target[from + i];
            written += length;
        }
        return written == target.Length;
    }

    /// <summary>Largest packed size of <paramref name="length"/> bytes: all literals.</summary>
    internal static int MaxPacked(int length) => checked(length + length / MaxLiteral + 1);

    /// <summary>Packs with a table of the last place of each three bytes; the same input gives the same
    /// output.</summary>
    /// <param name="data">What to pack.</param>
    /// <param name="target">At least <see cref="MaxPacked"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    internal static int Pack(ReadOnlySpan<byte> data, Span<byte> target)
    {
        var last = new int[1 << HashBits];
        int at = 0, literal = 0, written = 0;
        while (at < data.Length - 2)
        {
            uint key = (uint)(data[at] << 16 | data[at + 1] << 8 | data[at + 2]);
            ref int place = ref last[(key * 2_654_435_761u) >> (32 - HashBits)];
            // Zero stands for no place yet, so places are stored plus one.
            int from = place - 1;
            place = at + 1;
            if (from < 0 || at - from > MaxOffset || !data.Slice(from, 3).SequenceEqual(data.Slice(at, 3)))
            {
                at++;
                continue;
            }
            written += Literals(data[literal..at], target[written..]);
            int most = Math.Min(MaxMatch, data.Length - at);
            int length = 3 + data.Slice(from + 3, most - 3).CommonPrefixLength(data.Slice(at + 3, most - 3));
            written += Reference(length - 2, at - from - 1, target[written..]);
            at += length;
            literal = at;
        }
        return written + Literals(data[literal..], target[written..]);
    }

    private static int Literals(ReadOnlySpan<byte> bytes, Span<byte> target)
    {
        int written = 0;
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(MaxLiteral, bytes.Length)..])
        {
            int run = Math.Min(MaxLiteral, bytes.Length);
            target[written++] = (byte)(run - 1);
            bytes[..run].CopyTo(target[written..]);
            written += run;
        }
        return written;
    }

    private static int Reference(int length, int offset, Span<byte> target)
    {
        int written = 0;
        target[written++] = (byte)((Math.Min(length, 7) << 5) | (offset >> 8));
        if (length >= 7)
            target[written++] = (byte)(length - 7);
        target[written++] = (byte)offset;
        return written;
    }
}
