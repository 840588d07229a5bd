using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Formats;

/// <summary>Writes PCD files of version 0.7 as PCL and Open3D read them.</summary>
/// <remarks>Fields in this order: x y z, normal_x normal_y normal_z, rgb (TYPE U), then the further columns by name.
/// Floats in text have the fewest digits that read back to the same bits. Triangles are not part of the
/// format.</remarks>
internal static class PcdWriter
{
    /// <summary>Writes one cloud.</summary>
    /// <param name="path">The file; overwritten.</param>
    /// <param name="cloud">The cloud; Width x Height must be its number of points.</param>
    /// <param name="encoding">How the points are stored.</param>
    /// <exception cref="ArgumentException">A column has another length than the cloud, or a name with a
    /// blank.</exception>
    public static void Write(string path, CloudFile cloud, PcdEncoding encoding = PcdEncoding.Binary)
    {
        CloudShape.Check(cloud);
        List<(string Name, ReadOnlyMemory<float> Values)> columns = ColumnsOf(cloud);
        using FileStream file = File.Create(path);
        using (var text = new Utf8Output(file))
        {
            WriteHeader(text, cloud, columns, encoding);
            if (encoding == PcdEncoding.Ascii)
                WriteText(text, cloud.Points.Count, columns);
        }
        if (encoding == PcdEncoding.Binary)
            WriteRecords(file, cloud.Points.Count, columns);
        else if (encoding == PcdEncoding.BinaryCompressed)
            WriteCompressed(file, cloud.Points.Count, columns);
    }

    private static List<(string Name, ReadOnlyMemory<float> Values)> ColumnsOf(CloudFile cloud)
    {
        var columns = new List<(string Name, ReadOnlyMemory<float> Values)>
        {
            ("x", cloud.Points.XMemory), ("y", cloud.Points.YMemory), ("z", cloud.Points.ZMemory),
        };
        if (cloud.Normals is PointCloud normals)
            columns.AddRange([("normal_x", normals.XMemory), ("normal_y", normals.YMemory),
                ("normal_z", normals.ZMemory)]);
        if (cloud.Rgb is byte[] rgb)
        {
            // The colour's bits travel as a float, like every other column of four bytes.
            var words = new float[cloud.Points.Count];
            for (int i = 0; i < words.Length; i++)
                words[i] = BitConverter.UInt32BitsToSingle((uint)(
                    rgb[3 * i] << 16 | rgb[3 * i + 1] << 8 | rgb[3 * i + 2]));
            columns.Add(("rgb", words));
        }
        foreach ((string name, float[] values) in cloud.Fields.OrderBy(field => field.Key, StringComparer.Ordinal))
            columns.Add((name, values));
        return columns;
    }

    private static void WriteHeader(Utf8Output text, CloudFile cloud,
        List<(string Name, ReadOnlyMemory<float> Values)> columns, PcdEncoding encoding)
    {
        string kind = encoding switch
        {
            PcdEncoding.Ascii => "ascii",
            PcdEncoding.Binary => "binary",
            _ => "binary_compressed",
        };
        text.Text(string.Create(CultureInfo.InvariantCulture, $"""
            # .PCD v0.7 - Point Cloud Data file format
            VERSION 0.7
            FIELDS {Each(column => column.Name)}
            SIZE {Each(_ => "4")}
            TYPE {Each(column => column.Name == "rgb" ? "U" : "F")}
            COUNT {Each(_ => "1")}
            WIDTH {cloud.Width}
            HEIGHT {cloud.Height}
            VIEWPOINT 0 0 0 1 0 0 0
            POINTS {cloud.Points.Count}
            DATA {kind}

            """).ReplaceLineEndings("\n"));

        string Each(Func<(string Name, ReadOnlyMemory<float> Values), string> part)
            => string.Join(' ', columns.Select(part));
    }

    private static void WriteText(Utf8Output text, int count, List<(string Name, ReadOnlyMemory<float> Values)> columns)
    {
        for (int i = 0; i < count; i++)
            for (int column = 0; column < columns.Count; column++)
            {
                float value = columns[column].Values.Span[i];
                _ = columns[column].Name == "rgb" ? text.Number(BitConverter.SingleToUInt32Bits(value))
                    : text.Number(value);
                text.Text(column + 1 < columns.Count ? " "u8 : "\n"u8);
            }
    }

    private static void WriteRecords(
        FileStream file, int count, List<(string Name, ReadOnlyMemory<float> Values)> columns)
    {
        int stride = 4 * columns.Count, batch = Math.Max(1, (1 << 20) / stride);
        var buffer = new byte[Math.Min(batch, Math.Max(1, count)) * stride];
        for (int first = 0; first < count; first += batch)
        {
            int rows = Math.Min(batch, count - first);
            for (int column = 0; column < columns.Count; column++)
            {
                ReadOnlySpan<float> values = columns[column].Values.Span.Slice(first, rows);
                for (int i = 0, at = 4 * column; i < rows; i++, at += stride)
                    BinaryPrimitives.WriteSingleLittleEndian(buffer.AsSpan(at), values[i]);
            }
            file.Write(buffer, 0, rows * stride);
        }
    }

    private static void WriteCompressed(
        FileStream file, int count, List<(string Name, ReadOnlyMemory<float> Values)> columns)
    {
        var data = new byte[checked(4 * count * columns.Count)];
        for (int column = 0; column < columns.Count; column++)
            MemoryMarshal.AsBytes(columns[column].Values.Span).CopyTo(data.AsSpan(4 * count * column));
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(data),
                MemoryMarshal.Cast<byte, uint>(data.AsSpan()));
        var packed = new byte[8 + Lzf.MaxPacked(data.Length)];
        int size = Lzf.Pack(data, packed.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(packed, size);
        BinaryPrimitives.WriteInt32LittleEndian(packed.AsSpan(4), data.Length);
        file.Write(packed, 0, 8 + size);
    }
}
