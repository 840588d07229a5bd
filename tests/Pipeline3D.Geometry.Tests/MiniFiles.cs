using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Pipeline3D.Geometry.Tests;

/// <summary>Reads the two simplest encodings of the real scenes, apart from the formats room, so that its bugs cannot
/// hide here.</summary>
internal static class MiniFiles
{
    /// <summary>An uncompressed little-endian float32 xyz TIFF.</summary>
    public static OrganizedCloud XyzTiff(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        var tags = new Dictionary<int, (int Type, int Count, int Value)>();
        int directory = Int32(file, 4);
        for (int i = 0; i < BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(directory)); i++)
        {
            int entry = directory + 2 + (12 * i), type = file[entry + 2];
            int value = type == 3 && Int32(file, entry + 4) == 1
                ? BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(entry + 8)) : Int32(file, entry + 8);
            tags[BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(entry))] = (type, Int32(file, entry + 4), value);
        }
        Assert.Equal(1, tags[259].Value);
        using var data = new MemoryStream();
        for (int i = 0; i < tags[273].Count; i++)
            data.Write(file, Entry(tags[273], i), Entry(tags[279], i));
        return new OrganizedCloud(tags[256].Value, tags[257].Value,
            PointCloud.FromInterleaved(MemoryMarshal.Cast<byte, float>(data.ToArray())));

        int Entry((int Type, int Count, int Value) tag, int i) => tag.Count == 1 ? tag.Value
            : tag.Type == 3 ? BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(tag.Value + (2 * i)))
                : Int32(file, tag.Value + (4 * i));
    }

    /// <summary>Which pixels of an 8-bit grey PNG differ from 0.</summary>
    public static bool[] GreyPng(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        using var packed = new MemoryStream();
        for (int at = 8; at < file.Length; at += 12 + BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at)))
            if (file.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8))
                packed.Write(file, at + 8, BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at)));
        int width = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)),
            height = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20));
        Assert.Equal((8, 0), (file[24], file[25]));
        packed.Position = 0;
        using var rows = new ZLibStream(packed, CompressionMode.Decompress);
        byte[] above = new byte[width + 1], row = new byte[width + 1];
        var mask = new bool[width * height];
        for (int y = 0; y < height; y++, (above, row) = (row, above))
        {
            rows.ReadExactly(row);
            for (int x = 1; x <= width; x++)
            {
                int left = x > 1 ? row[x - 1] : 0, corner = x > 1 ? above[x - 1] : 0, up = y > 0 ? above[x] : 0;
                row[x] += (byte)(row[0] switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2,
                    _ => Paeth(left, up, corner) });
                mask[(y * width) + x - 1] = row[x] != 0;
            }
        }
        return mask;
    }

    private static int Paeth(int left, int up, int corner)
    {
        int a = Math.Abs(up - corner), b = Math.Abs(left - corner), c = Math.Abs(left + up - corner - corner);
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }

    private static int Int32(byte[] file, int at) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at));
}
