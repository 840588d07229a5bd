namespace Pipeline3D.Data.Formats;

/// <summary>One property of a PLY element; a list when <paramref name="CountKind"/> is set.</summary>
internal readonly record struct PlyProperty(string Name, NumberKind Kind, NumberKind? CountKind)
{
    /// <summary>Fewest bytes the property takes in a binary row.</summary>
    internal int LeastBytes => NumberColumns.SizeOf(CountKind ?? Kind);
}

/// <summary>One element of a PLY: <paramref name="Count"/> rows of its properties.</summary>
internal sealed record PlyElement(string Name, long Count, List<PlyProperty> Properties)
{
    internal bool HasList => Properties.Exists(property => property.CountKind is not null);

    internal int LeastBytes => Properties.Sum(property => property.LeastBytes);
}

/// <summary>The header of a PLY file and where its data begins.</summary>
internal sealed record PlyHeader(PlyEncoding Encoding, List<PlyElement> Elements, int DataOffset, int DataLine)
{
    /// <summary>What a user should know of the header; null for nothing.</summary>
    internal string? Remark { get; private init; }

    internal PlyElement Vertices => Elements.Find(element => element.Name == "vertex")!;

    internal static PlyHeader Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
    {
        var lines = new LineCursor(file[..Math.Min(file.Length, limits.MaxHeaderBytes)], path);
        if (!lines.Next(out ReadOnlySpan<byte> line) || !line.TrimEnd(" \t"u8).SequenceEqual("ply"u8))
            throw new FormatException3D(path, 0L, "not a PLY file: its first line is not 'ply'");
        PlyEncoding? encoding = null;
        var elements = new List<PlyElement>();
        while (true)
        {
            if (!lines.Next(out line))
                throw lines.Ended("the end_header line");
            string[] words = System.Text.Encoding.ASCII.GetString(line)
                .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0] is "comment" or "obj_info")
                continue;
            if (words[0] == "end_header")
                break;
            if (words[0] == "format" && words.Length == 3)
                encoding = EncodingOf(words, lines);
            else if (words[0] == "element" && words.Length == 3)
                elements.Add(new PlyElement(words[1], CountOf(words[2], lines), []));
            else if (words[0] == "property" && elements.Count > 0)
                AddProperty(elements[^1], words, lines);
            else
                throw lines.Error($"'{LineCursor.Show(line)}' is no line of a PLY header");
        }
        string? remark = NameInSmall(elements);
        var header = new PlyHeader(encoding ?? throw lines.Error("the header has no format line"),
            elements, encoding == PlyEncoding.Ascii ? lines.Position : lines.BinaryStart(), lines.Line)
        {
            Remark = remark,
        };
        header.Check(file.Length - header.DataOffset, path, lines, limits);
        return header;
    }

    private static string? NameInSmall(List<PlyElement> elements)
    {
        if (elements.Find(element => element.Name == "vertex")?.Properties is not { } properties)
            return null;
        string[] names = FieldNames.Small(properties.ConvertAll(property => property.Name), out string? remark);
        for (int i = 0; i < names.Length; i++)
            properties[i] = properties[i] with { Name = names[i] };
        return remark;
    }

    private void Check(int payload, string path, in LineCursor lines, FormatLimits limits)
    {
        if (Elements.FindAll(element => element.Name == "vertex").Count != 1)
            throw lines.Error("the file needs exactly one element 'vertex'",
                $"its elements are {string.Join(' ', Elements.Select(element => element.Name).Take(20))}");
        foreach (string axis in (string[])["x", "y", "z"])
            if (!Vertices.Properties.Exists(property => property.Name == axis && property.CountKind is null))
                throw lines.Error($"the vertices have no property {axis}");
        CloudLimits.CheckPoints(path, DataOffset, Vertices.Count, Vertices.Properties.Count, limits);
        long least = 0;
        foreach (PlyElement element in Elements)
        {
            if (element.Count == 0)
                continue;
            if (element.Properties.Count == 0)
                throw lines.Error($"element {element.Name} has {element.Count} rows without properties");
            if (element.Count > payload)
                throw lines.Error($"{element.Count} rows of {element.Name} do not fit in {payload} bytes",
                    "the file is cut off");
            least += element.Count * (Encoding == PlyEncoding.Ascii ? 2L * element.Properties.Count
                : element.LeastBytes);
        }
        if (least > payload + 1L)
            throw lines.Error($"the header promises at least {least} bytes of data, {payload} follow",
                "the file is cut off: copy or export it again");
    }

    private static PlyEncoding EncodingOf(string[] words, in LineCursor lines) => (words[1], words[2]) switch
    {
        ("ascii", "1.0") => PlyEncoding.Ascii,
        ("binary_little_endian", "1.0") => PlyEncoding.BinaryLittleEndian,
        ("binary_big_endian", "1.0") => PlyEncoding.BinaryBigEndian,
        _ => throw lines.Error($"format '{words[1]} {words[2]}' is unknown",
            "known are ascii, binary_little_endian and binary_big_endian, version 1.0"),
    };

    private static long CountOf(string word, in LineCursor lines)
        => long.TryParse(word, out long count) && count is >= 0 and <= int.MaxValue ? count
            : throw lines.Error($"'{word}' is no number of rows");

    private static void AddProperty(PlyElement element, string[] words, in LineCursor lines)
    {
        PlyProperty property = words is [_, "list", var count, var item, var list]
            ? new PlyProperty(list, KindOf(item, lines), ListCount(count, lines))
            : words is [_, var kind, var name]
            ? new PlyProperty(name, KindOf(kind, lines), null)
            : throw lines.Error($"'{string.Join(' ', words.Take(6))}' is no property");
        if (element.Properties.Exists(other => other.Name == property.Name))
            throw lines.Error($"property {property.Name} of {element.Name} occurs twice");
        if (element.Properties.Count >= 1024)
            throw lines.Error($"element {element.Name} has more than 1024 properties");
        element.Properties.Add(property);
    }

    private static NumberKind ListCount(string word, in LineCursor lines)
        => KindOf(word, lines) is var kind and not (NumberKind.Float32 or NumberKind.Float64) ? kind
            : throw lines.Error($"a list cannot be counted in {word}");

    // bool is no type of the format; pyntcloud writes it, one byte each.
    private static NumberKind KindOf(string word, in LineCursor lines) => word switch
    {
        "char" or "int8" => NumberKind.Int8,
        "uchar" or "uint8" or "bool" => NumberKind.UInt8,
        "short" or "int16" => NumberKind.Int16,
        "ushort" or "uint16" => NumberKind.UInt16,
        "int" or "int32" => NumberKind.Int32,
        "uint" or "uint32" => NumberKind.UInt32,
        "float" or "float32" => NumberKind.Float32,
        "double" or "float64" => NumberKind.Float64,
        _ => throw lines.Error($"'{word}' is no type of a PLY property"),
    };
}
