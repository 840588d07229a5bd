namespace Pipeline3D.Data.Formats;

/// <summary>The binary forms of PLY: packed rows; lists carry their number of items.</summary>
internal static class PlyBinary
{
    internal static void Read(
        ReadOnlySpan<byte> payload, PlyHeader header, CloudColumns columns, TriangleFan faces, string path)
    {
        bool bigEndian = header.Encoding == PlyEncoding.BinaryBigEndian;
        int at = 0;
        foreach (PlyElement element in header.Elements)
            at = element.HasList
                ? ReadRows(payload, at, element, bigEndian, columns, faces, header, path)
                : ReadColumns(payload, at, element, bigEndian, columns, header, path);
    }

    private static int ReadColumns(ReadOnlySpan<byte> payload, int at, PlyElement element, bool bigEndian,
        CloudColumns columns, PlyHeader header, string path)
    {
        long bytes = element.Count * element.LeastBytes;
        if (bytes > payload.Length - at)
            throw CutOff(header, at, element, path);
        int start = at;
        foreach (PlyProperty property in element.Name == "vertex" ? element.Properties : [])
        {
            NumberColumns.Read(payload, start, element.LeastBytes, property.Kind, bigEndian,
                columns[property.Name]);
            start += property.LeastBytes;
        }
        return at + (int)bytes;
    }

    private static int ReadRows(ReadOnlySpan<byte> payload, int at, PlyElement element, bool bigEndian,
        CloudColumns columns, TriangleFan faces, PlyHeader header, string path)
    {
        bool isVertex = element.Name == "vertex";
        for (int row = 0; row < element.Count; row++)
            foreach (PlyProperty property in element.Properties)
            {
                if (property.LeastBytes > payload.Length - at)
                    throw CutOff(header, at, element, path);
                double value = NumberColumns.One(payload[at..], property.CountKind ?? property.Kind, bigEndian);
                at += property.LeastBytes;
                if (property.CountKind is null)
                {
                    if (isVertex)
                        columns[property.Name].Set(row, (float)value, StoredNumber.Binary(value));
                    continue;
                }
                int size = NumberColumns.SizeOf(property.Kind);
                if (value < 0 || value * size > payload.Length - at)
                    throw CutOff(header, at, element, path);
                int count = (int)value;
                if (PlyReader.IsFace(element, property))
                    AddFace(payload.Slice(at, count * size), property.Kind, bigEndian, columns.Count, faces,
                        header.DataOffset + at, path);
                at += count * size;
            }
        return at;
    }

    private static void AddFace(ReadOnlySpan<byte> corners, NumberKind kind, bool bigEndian, int vertices,
        TriangleFan faces, long offset, string path)
    {
        int size = NumberColumns.SizeOf(kind);
        faces.Begin();
        for (; !corners.IsEmpty; corners = corners[size..])
        {
            double vertex = NumberColumns.One(corners, kind, bigEndian);
            if (!(vertex >= 0 && vertex < vertices))
                throw new FormatException3D(path, offset, $"a face names vertex {vertex} of {vertices}",
                    "export the file again");
            faces.Add((int)vertex);
        }
    }

    private static FormatException3D CutOff(PlyHeader header, int at, PlyElement element, string path)
        => new(path, (long)header.DataOffset + at, $"the data ends within the {element.Count} rows of {element.Name}",
            "the file is cut off or damaged: copy or export it again");
}
