using System.Buffers.Binary;

namespace Pipeline3D.Data.Tests.Fuzzing;

/// <summary>Damages valid files in the ways that break readers: bits, cuts, splices, numbers of headers, extreme
/// lengths.</summary>
internal static class Mutator
{
    private static readonly uint[] Extremes =
        [0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x3FFFFFFF,
            0x40000001];

    private static readonly string[] Words = ["0", "-1", "4294967295", "2147483647", "99999999999999999999", "1e308",
        "nan", "-inf", "",
        "1e-320", "3", "65536", "\0", ".", "-", "\r\n", "#", "\\"];

    /// <summary>One damaged file; the same seed gives the same.</summary>
    internal static byte[] Mutate(byte[][] seeds, Random random)
    {
        byte[] file = (byte[])seeds[random.Next(seeds.Length)].Clone();
        for (int step = random.Next(1, 5); step > 0; step--)
            file = Step(file, seeds, random);
        return file;
    }

    /// <summary>A file with one to three other bytes, anywhere.</summary>
    internal static byte[] ChangeBytes(byte[][] seeds, Random random)
    {
        byte[] file = (byte[])seeds[random.Next(seeds.Length)].Clone();
        for (int step = random.Next(1, 4); step > 0; step--)
            file[random.Next(file.Length)] = (byte)random.Next(256);
        return file;
    }

    private static byte[] Step(byte[] file, byte[][] seeds, Random random)
    {
        if (file.Length == 0)
            return file;
        // Headers are where readers decide, so half of all damage is done to the first 400 bytes.
        int at = random.Next(random.Next(2) == 0 ? Math.Min(file.Length, 400) : file.Length);
        switch (random.Next(8))
        {
            case 0:
                file[at] ^= (byte)(1 << random.Next(8));
                return file;
            case 1:
                file[at] = (byte)random.Next(256);
                return file;
            case 2:
                return file[..at];
            case 3:
                byte[] other = seeds[random.Next(seeds.Length)];
                return [.. file[..at], .. other[random.Next(other.Length)..]];
            case 4 when file.Length >= 4:
                uint value = Extremes[random.Next(Extremes.Length)];
                Span<byte> place = file.AsSpan(Math.Min(at, file.Length - 4), 4);
                if (random.Next(2) == 0)
                    BinaryPrimitives.WriteUInt32LittleEndian(place, value);
                else
                    BinaryPrimitives.WriteUInt32BigEndian(place, value);
                return file;
            case 5:
                int length = Math.Min(random.Next(1, 64), file.Length - at);
                return [.. file[..at], .. file[at..(at + length)], .. file[at..]];
            case 6:
                return [.. file[..at], .. file[Math.Min(file.Length, at + random.Next(1, 32))..]];
            default:
                return ReplaceNumber(file, at, random);
        }
    }

    // The next run of digits becomes another word.
    private static byte[] ReplaceNumber(byte[] file, int at, Random random)
    {
        int start = at;
        while (start < file.Length && file[start] is < (byte)'0' or > (byte)'9')
            start++;
        int end = start;
        while (end < file.Length && file[end] is >= (byte)'0' and <= (byte)'9')
            end++;
        byte[] word = System.Text.Encoding.ASCII.GetBytes(Words[random.Next(Words.Length)]);
        return [.. file[..start], .. word, .. file[end..]];
    }
}
