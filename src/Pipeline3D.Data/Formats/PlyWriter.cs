using System.Buffers.Binary;

namespace Pipeline3D.Data.Formats;

/// <summary>Writes PLY files: x y z (as doubles where the cloud has an offset), nx ny nz, red green blue, the further
/// columns as floats, and the
/// triangles.</summary>
internal static class PlyWriter
{
    /// <summary>Writes one cloud or mesh.</summary>
    /// <param name="path">The file; overwritten. A grid is written as its row of points: PLY has no width and
    /// height.</param>
    /// <param name="cloud">The cloud.</param>
    /// <param name="encoding">How the elements are stored.</param>
    /// <exception cref="ArgumentException">A column has another length than the cloud, or a name with a
    /// blank.</exception>
    public static void Write(string path, CloudFile cloud, PlyEncoding encoding = PlyEncoding.BinaryLittleEndian)
    {
        CloudShape.Check(cloud);
        List<ReadOnlyMemory<float>> front = cloud.Normals is { } normals
            ? [normals.XMemory, normals.YMemory, normals.ZMemory] : [];
        string[] names = [.. cloud.Fields.Keys.Order(StringComparer.Ordinal)];
        List<ReadOnlyMemory<float>> back = [.. names.Select(name => (ReadOnlyMemory<float>)cloud.Fields[name])];
        using FileStream file = File.Create(path);
        using var output = new Utf8Output(file);
        foreach (string line in HeaderOf(cloud, names, encoding))
            output.Text(line).Text("\n"u8);
        if (encoding == PlyEncoding.Ascii)
            WriteText(output, cloud, front, back);
        else
            WriteBinary(output, cloud, front, back, encoding == PlyEncoding.BinaryBigEndian);
    }

    private static IEnumerable<string> HeaderOf(CloudFile cloud, string[] names, PlyEncoding encoding)
    {
        string format = encoding switch
        {
            PlyEncoding.Ascii => "ascii",
            PlyEncoding.BinaryLittleEndian => "binary_little_endian",
            _ => "binary_big_endian",
        };
        string real = cloud.Offset == default ? "float" : "double";
        string[] normals = cloud.Normals is null ? [] : ["nx", "ny", "nz"];
        string[] colours = cloud.Rgb is null ? [] : ["red", "green", "blue"];
        string[] faces = cloud.Triangles.Length == 0 ? []
            : [$"element face {cloud.Triangles.Length / 3}", "property list uchar int vertex_indices"];
        return
        [
            "ply",
            $"format {format} 1.0",
            $"element vertex {cloud.Points.Count}",
            .. ((string[])["x", "y", "z"]).Select(name => $"property {real} {name}"),
            .. normals.Select(name => $"property float {name}"),
            .. colours.Select(name => $"property uchar {name}"),
            .. names.Select(name => $"property float {name}"),
            .. faces,
            "end_header",
        ];
    }

    private static void WriteText(
        Utf8Output output, CloudFile cloud, List<ReadOnlyMemory<float>> front, List<ReadOnlyMemory<float>> back)
    {
        for (int i = 0; i < cloud.Points.Count; i++)
        {
            output.Point(cloud, i);
            foreach (ReadOnlyMemory<float> values in front)
                output.Text(" "u8).Number(values.Span[i]);
            for (int channel = 0; cloud.Rgb is not null && channel < 3; channel++)
                output.Text(" "u8).Number((long)cloud.Rgb[3 * i + channel]);
            foreach (ReadOnlyMemory<float> values in back)
                output.Text(" "u8).Number(values.Span[i]);
            output.Text("\n"u8);
        }
        for (int i = 0; i < cloud.Triangles.Length; i += 3)
            output.Text("3 "u8).Number((long)cloud.Triangles[i]).Text(" "u8).Number((long)cloud.Triangles[i + 1])
                .Text(" "u8).Number((long)cloud.Triangles[i + 2]).Text("\n"u8);
    }

    private static void WriteBinary(Utf8Output output, CloudFile cloud, List<ReadOnlyMemory<float>> front,
        List<ReadOnlyMemory<float>> back, bool bigEndian)
    {
        bool isWide = cloud.Offset != default;
        double[] offset = [cloud.Offset.X, cloud.Offset.Y, cloud.Offset.Z];
        ReadOnlyMemory<float>[] axes = [cloud.Points.XMemory, cloud.Points.YMemory, cloud.Points.ZMemory];
        var row = new byte[(isWide ? 24 : 12) + 4 * (front.Count + back.Count) + (cloud.Rgb is null ? 0 : 3)];
        for (int i = 0; i < cloud.Points.Count; i++)
        {
            int at = 0;
            for (int axis = 0; axis < 3; axis++)
                at = isWide
                    ? Put(row, at, BitConverter.DoubleToUInt64Bits(offset[axis] + axes[axis].Span[i]), bigEndian)
                    : Put(row, at, BitConverter.SingleToUInt32Bits(axes[axis].Span[i]), bigEndian);
            foreach (ReadOnlyMemory<float> values in front)
                at = Put(row, at, BitConverter.SingleToUInt32Bits(values.Span[i]), bigEndian);
            if (cloud.Rgb is not null)
            {
                cloud.Rgb.AsSpan(3 * i, 3).CopyTo(row.AsSpan(at));
                at += 3;
            }
            foreach (ReadOnlyMemory<float> values in back)
                at = Put(row, at, BitConverter.SingleToUInt32Bits(values.Span[i]), bigEndian);
            output.Text(row);
        }
        var face = new byte[13];
        face[0] = 3;
        for (int i = 0; i < cloud.Triangles.Length; i += 3)
        {
            for (int corner = 0; corner < 3; corner++)
                Put(face, 1 + 4 * corner, (uint)cloud.Triangles[i + corner], bigEndian);
            output.Text(face);
        }
    }

    private static int Put(byte[] target, int at, ulong value, bool bigEndian)
    {
        if (bigEndian)
            BinaryPrimitives.WriteUInt64BigEndian(target.AsSpan(at), value);
        else
            BinaryPrimitives.WriteUInt64LittleEndian(target.AsSpan(at), value);
        return at + 8;
    }

    private static int Put(byte[] target, int at, uint value, bool bigEndian)
    {
        if (bigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(target.AsSpan(at), value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(target.AsSpan(at), value);
        return at + 4;
    }
}
