using System.Buffers.Binary;
using System.Globalization;
using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Formats;

/// <summary>Writes PCD files of version 0.7 as PCL and Open3D read them.</summary>
/// <remarks>Fields in this order: x y z (of 8 bytes where the cloud has an offset), normal_x normal_y normal_z, rgb
/// (TYPE U), then the further columns by name.
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
        List<Column> columns = ColumnsOf(cloud);
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

    private static List<Column> ColumnsOf(CloudFile cloud)
    {
        bool isWide = cloud.Offset != default;
        var columns = new List<Column>
        {
            new("x", cloud.Points.XMemory, isWide, cloud.Offset.X),
            new("y", cloud.Points.YMemory, isWide, cloud.Offset.Y),
            new("z", cloud.Points.ZMemory, isWide, cloud.Offset.Z),
        };
        if (cloud.Normals is PointCloud normals)
            columns.AddRange([new("normal_x", normals.XMemory), new("normal_y", normals.YMemory),
                new("normal_z", normals.ZMemory)]);
        if (cloud.Rgb is byte[] rgb)
        {
            // The colour's bits travel as a float, like every other column of four bytes.
            var words = new float[cloud.Points.Count];
            for (int i = 0; i < words.Length; i++)
                words[i] = BitConverter.UInt32BitsToSingle((uint)(
                    rgb[3 * i] << 16 | rgb[3 * i + 1] << 8 | rgb[3 * i + 2]));
            columns.Add(new("rgb", words));
        }
        foreach ((string name, float[] values) in cloud.Fields.OrderBy(field => field.Key, StringComparer.Ordinal))
            columns.Add(new(name, values));
        return columns;
    }

    private static void WriteHeader(Utf8Output text, CloudFile cloud,
        List<Column> columns, PcdEncoding encoding)
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
            SIZE {Each(column => column.IsWide ? "8" : "4")}
            TYPE {Each(column => column.Name == "rgb" ? "U" : "F")}
            COUNT {Each(_ => "1")}
            WIDTH {cloud.Width}
            HEIGHT {cloud.Height}
            VIEWPOINT 0 0 0 1 0 0 0
            POINTS {cloud.Points.Count}
            DATA {kind}

            """).ReplaceLineEndings("\n"));

        string Each(Func<Column, string> part)
            => string.Join(' ', columns.Select(part));
    }

    private static void WriteText(Utf8Output text, int count, List<Column> columns)
    {
        for (int i = 0; i < count; i++)
            for (int column = 0; column < columns.Count; column++)
            {
                float value = columns[column].Values.Span[i];
                _ = columns[column].Name == "rgb" ? text.Number((long)BitConverter.SingleToUInt32Bits(value))
                    : columns[column].IsWide ? text.Number(columns[column].Offset + value) : text.Number(value);
                text.Text(column + 1 < columns.Count ? " "u8 : "\n"u8);
            }
    }

    private static void WriteRecords(
        FileStream file, int count, List<Column> columns)
    {
        int stride = columns.Sum(column => column.Size), batch = Math.Max(1, (1 << 20) / stride);
        var buffer = new byte[Math.Min(batch, Math.Max(1, count)) * stride];
        for (int first = 0; first < count; first += batch)
        {
            int rows = Math.Min(batch, count - first), start = 0;
            foreach (Column column in columns)
            {
                column.Put(first, rows, buffer.AsSpan(start), stride);
                start += column.Size;
            }
            file.Write(buffer, 0, rows * stride);
        }
    }

    private static void WriteCompressed(
        FileStream file, int count, List<Column> columns)
    {
        var data = new byte[checked(columns.Sum(column => column.Size) * count)];
        int start = 0;
        foreach (Column column in columns)
        {
            column.Put(0, count, data.AsSpan(start), column.Size);
            start += column.Size * count;
        }
        var packed = new byte[8 + Lzf.MaxPacked(data.Length)];
        int size = Lzf.Pack(data, packed.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(packed, size);
        BinaryPrimitives.WriteInt32LittleEndian(packed.AsSpan(4), data.Length);
        file.Write(packed, 0, 8 + size);
    }

    /// <summary>One field: floats, or doubles that are those and an offset.</summary>
    private readonly record struct Column(
        string Name, ReadOnlyMemory<float> Values, bool IsWide = false, double Offset = 0)
    {
        public int Size => IsWide ? 8 : 4;

        /// <summary>Stores some of the values, the first at the target's beginning.</summary>
        public void Put(int first, int count, Span<byte> target, int stride)
        {
            ReadOnlySpan<float> values = Values.Span.Slice(first, count);
            for (int i = 0, at = 0; i < count; i++, at += stride)
                if (IsWide)
                    BinaryPrimitives.WriteDoubleLittleEndian(target[at..], Offset + values[i]);
                else
                    BinaryPrimitives.WriteSingleLittleEndian(target[at..], values[i]);
        }
    }
}
