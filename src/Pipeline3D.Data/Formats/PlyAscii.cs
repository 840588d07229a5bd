namespace Pipeline3D.Data.Formats;

/// <summary>The text form of PLY: one row a line.</summary>
internal static class PlyAscii
{
    internal static void Read(
        ReadOnlySpan<byte> file, PlyHeader header, CloudColumns columns, TriangleFan faces, string path)
    {
        var lines = new LineCursor(file, path, header.DataOffset, header.DataLine);
        foreach (PlyElement element in header.Elements)
        {
            bool isVertex = element.Name == "vertex", hasMore = false;
            CloudColumn[] targets = [.. element.Properties.Select(property =>
                isVertex && property.CountKind is null ? columns[property.Name] : CloudColumn.None)];
            for (int row = 0; row < element.Count; row++)
            {
                if (!lines.NextFilled(out ReadOnlySpan<byte> line))
                    throw Error(lines, $"the file ends after {row} of {element.Count} rows of {element.Name}");
                for (int i = 0; i < targets.Length; i++)
                {
                    PlyProperty property = element.Properties[i];
                    if (property.CountKind is not null)
                        ReadList(ref line, PlyReader.IsFace(element, property) ? faces : null, columns.Count, lines);
                    else
                    {
                        float value = lines.Next(ref line, property.Name, out StoredNumber stored);
                        targets[i].Set(row, value, stored);
                    }
                }
                if (LineCursor.Token(ref line).IsEmpty)
                    continue;
                if (isVertex)
                    throw Error(lines, "the line has more numbers than a vertex has properties");
                hasMore = true;
            }
            // Some writers give faces a list that they do not declare; what was declared stands before it.
            if (hasMore)
                columns.Remark($"rows of {element.Name} have more numbers than the header declares; they are not read");
        }
    }

    private static void ReadList(
        ref ReadOnlySpan<byte> line, TriangleFan? faces, int vertices, in LineCursor lines)
    {
        if (!TextNumbers.TryInteger(LineCursor.Token(ref line), out long count) || count < 0)
            throw Error(lines, "a list does not begin with the number of its items");
        faces?.Begin();
        for (long i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> token = LineCursor.Token(ref line);
            if (token.IsEmpty)
                throw Error(lines, $"a list of {count} items has only {i}");
            if (faces is null)
                continue;
            if (!TextNumbers.TryInteger(token, out long vertex) || vertex < 0 || vertex >= vertices)
                throw Error(lines, $"a face names vertex '{LineCursor.Show(token)}' of {vertices}");
            faces.Add((int)vertex);
        }
    }

    private static FormatException3D Error(in LineCursor lines, string problem)
        => lines.Error(problem, "the file is damaged or cut off: export it again");
}
