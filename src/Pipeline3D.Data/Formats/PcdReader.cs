using System.Buffers;
using System.Buffers.Binary;

namespace Pipeline3D.Data.Formats;

/// <summary>Reads PCD files up to version 0.7: ascii, binary and binary_compressed, organized or not.</summary>
/// <remarks>normal_x/y/z become normals, rgb and rgba colours (whether stored as float or integer bits), every further
/// field a column of <see cref="CloudFile.Fields"/>, those with COUNT n as <c>name_0</c> to <c>name_n-1</c>. Padding
/// (<c>_</c>) is skipped. Coordinates become float32 as <see cref="ExactCoordinates"/> says. VIEWPOINT is not applied.
/// Source: PCL's description of the format and its reader. Cost: O(points x fields) time.</remarks>
internal static class PcdReader
{
    /// <summary>Reads one cloud.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What to accept at most; the defaults when null.</param>
    /// <exception cref="FormatException3D">The file is missing, no PCD, damaged, cut off, or beyond the
    /// limits.</exception>
    public static CloudFile Read(string path, FormatLimits? limits = null) => FileBytes.Parse(path, limits, Parse);

    internal static CloudFile Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
        => ExactCoordinates.Parse(file, path, limits, ParseOnce);

    private static CloudFile ParseOnce(ReadOnlySpan<byte> file, string path, FormatLimits limits, Narrowing narrowing)
    {
        PcdHeader header = PcdHeader.Parse(file, path, limits);
        ReadOnlySpan<byte> payload = file[header.DataOffset..];
        CloudLimits.CheckPoints(path, header.DataOffset, header.Points, header.Fields.Sum(field => field.Count),
            limits);
        CloudColumns columns = header.Encoding switch
        {
            PcdEncoding.Ascii => PcdAscii.Read(file, header, narrowing, path),
            PcdEncoding.Binary => ReadBinary(payload, header, narrowing, path),
            _ => ReadCompressed(payload, header, narrowing, path, limits),
        };
        if (header.Remark is { } remark)
            columns.Remark(remark);
        if (header.Moved)
            columns.Remark("the file states a VIEWPOINT; the points are left in the frame they are stored in");
        columns.TakeColours(name => header.Fields.First(field => field.Name == name).Kind
            is not (NumberKind.Float32 or NumberKind.Float64));
        return columns.ToFile(header.Width, header.Height, []);
    }

    /// <summary>Allocates the columns of a header's fields; the caller has checked their size.</summary>
    internal static CloudColumns Allocate(PcdHeader header, Narrowing narrowing) => new(header.Points,
        [.. header.Fields.Where(field => !field.IsPadding && !field.IsPackedRgb)
            .SelectMany(field => Enumerable.Range(0, field.Count).Select(field.NameOf))],
        header.HasWideCoordinates ? narrowing : null);

    private static CloudColumns ReadBinary(
        ReadOnlySpan<byte> payload, PcdHeader header, Narrowing narrowing, string path)
    {
        long stride = header.Fields.Sum(field => (long)field.Bytes);
        long needed = stride * header.Points;
        if (payload.Length < needed)
            throw new FormatException3D(path, (long)header.DataOffset + payload.Length,
                $"the data has {payload.Length} of {needed} bytes", "the file is cut off: copy or export it again");
        CloudColumns columns = Allocate(header, narrowing);
        int start = 0;
        foreach (PcdField field in header.Fields)
        {
            ReadField(payload, start, (int)stride, field, columns);
            start += field.Bytes;
        }
        return columns;
    }

    private static CloudColumns ReadCompressed(
        ReadOnlySpan<byte> payload, PcdHeader header, Narrowing narrowing, string path, FormatLimits limits)
    {
        long at = header.DataOffset;
        if (payload.Length < 8)
            throw new FormatException3D(path, at, "the sizes of the compressed data are cut off");
        uint packedSize = BinaryPrimitives.ReadUInt32LittleEndian(payload);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(payload[4..]);
        PcdField[] fields = [.. header.Fields.Where(field => !field.IsPadding)];
        long needed = fields.Sum(field => (long)field.Bytes) * header.Points;
        if (packedSize > payload.Length - 8)
            throw new FormatException3D(path, at,
                $"the compressed data has {payload.Length - 8} of {packedSize} bytes",
                "the file is cut off: copy it again");
        if (size != needed)
            throw new FormatException3D(
                path, at + 4, $"the data unpacks to {size} bytes, {header.Points} points need {needed}");
        RasterLimits.CheckDecoded(path, at + 4, size, packedSize, Lzf.MaxExpansion, limits);
        byte[] unpacked = ArrayPool<byte>.Shared.Rent((int)size);
        try
        {
            Span<byte> data = unpacked.AsSpan(0, (int)size);
            if (!Lzf.TryUnpack(payload.Slice(8, (int)packedSize), data))
                throw new FormatException3D(
                    path, at + 8, $"the LZF data is damaged: it does not unpack to {size} bytes",
                    "copy or export the file again");
            CloudColumns columns = Allocate(header, narrowing);
            int start = 0;
            foreach (PcdField field in fields)
            {
                ReadField(data, start, field.Bytes, field, columns);
                start += field.Bytes * header.Points;
            }
            return columns;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(unpacked);
        }
    }

    private static void ReadField(ReadOnlySpan<byte> data, int start, int stride, PcdField field, CloudColumns columns)
    {
        if (field.IsPadding)
            return;
        if (field.IsPackedRgb)
        {
            var words = new uint[columns.Count];
            NumberColumns.ReadWords(data, start, stride, words);
            columns.TakePackedRgb(words);
            return;
        }
        int size = NumberColumns.SizeOf(field.Kind);
        for (int i = 0; i < field.Count; i++)
            NumberColumns.Read(data, start + i * size, stride, field.Kind, bigEndian: false,
                columns[field.NameOf(i)]);
    }
}
