using System.Buffers.Binary;
using System.IO.Compression;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Tests.Formats;

/// <summary>Small PNG files of any kind, chunk by chunk.</summary>
internal static class PngBuilder
{
    /// <summary>An image whose rows, without filter bytes, are given as stored.</summary>
    internal static byte[] Image(int width, int height, int colour, int depth, byte[] rows,
        params (string Type, byte[] Body)[] extra)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)depth, (byte)colour);
        PngChunkStream.WriteChunk(file, "IHDR"u8, header);
        foreach ((string type, byte[] body) in extra)
            PngChunkStream.WriteChunk(file, System.Text.Encoding.ASCII.GetBytes(type), body);
        using (var chunks = new PngChunkStream(file))
        using (var packed = new ZLibStream(chunks, CompressionLevel.Optimal))
            for (int at = 0, stride = Math.Min(rows.Length, Math.Max(
                1, rows.Length / height)); at < rows.Length; at += stride)
            {
                packed.WriteByte(0);
                packed.Write(rows.AsSpan(at, Math.Min(stride, rows.Length - at)));
            }
        PngChunkStream.WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>An image with a palette.</summary>
    internal static byte[] Palette(int width, int height, byte[] colours, byte[] alphas, byte[] rows, int depth)
        => alphas.Length == 0
            ? Image(width, height, 3, depth, rows, ("PLTE", colours))
            : Image(width, height, 3, depth, rows, ("PLTE", colours), ("tRNS", alphas));

    /// <summary>Corrects the checksums of all chunks that can still be walked, so that damage reaches the
    /// decoder.</summary>
    internal static void FixChecksums(byte[] file)
    {
        int at = 8;
        while (at + 12 <= file.Length)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12)
                return;
            Span<byte> chunk = file.AsSpan(at + 4, 4 + (int)length);
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 8 + (int)length), Crc32.Of(chunk, []));
            at += 12 + (int)length;
        }
    }
}
