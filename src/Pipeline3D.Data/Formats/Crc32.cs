using System.Buffers.Binary;

namespace Pipeline3D.Data.Formats;

/// <summary>The CRC-32 of PNG and ZIP (polynomial 0xEDB88320 reflected), eight bytes a step.</summary>
internal static class Crc32
{
    private static readonly uint[] Tables = MakeTables();

    /// <summary>The checksum of <paramref name="first"/> followed by <paramref name="second"/>.</summary>
    internal static uint Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
        => ~Continue(Continue(uint.MaxValue, first), second);

    private static uint Continue(uint crc, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<uint> table = Tables;
        while (data.Length >= 8)
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(data) ^ crc;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            crc = table[0x700 + (int)(low & 0xFF)] ^ table[0x600 + (int)((low >> 8) & 0xFF)]
                ^ table[0x500 + (int)((low >> 16) & 0xFF)] ^ table[0x400 + (int)(low >> 24)]
                ^ table[0x300 + (int)(high & 0xFF)] ^ table[0x200 + (int)((high >> 8) & 0xFF)]
                ^ table[0x100 + (int)((high >> 16) & 0xFF)] ^ table[(int)(high >> 24)];
            data = data[8..];
        }
        foreach (byte value in data)
            crc = table[(int)((crc ^ value) & 0xFF)] ^ (crc >> 8);
        return crc;
    }

    // Table k holds the effect of a byte that k more bytes follow, so that eight look-ups replace eight dependent
    // steps.
    private static uint[] MakeTables()
    {
        var tables = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            tables[i] = value;
        }
        for (int i = 256; i < tables.Length; i++)
            tables[i] = tables[(int)(tables[i - 256] & 0xFF)] ^ (tables[i - 256] >> 8);
        return tables;
    }
}
