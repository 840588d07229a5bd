using Pipeline3D.Core.Items;

namespace Pipeline3D.Data.Formats;

/// <summary>One field of a PCD: <paramref name="Count"/> numbers of one kind per point.</summary>
internal readonly record struct PcdField(string Name, NumberKind Kind, int Count)
{
    internal int Bytes => checked(NumberColumns.SizeOf(Kind) * Count);

    /// <summary>Whether the field only pads the record.</summary>
    internal bool IsPadding => Name == "_";

    /// <summary>Whether the field is a packed colour of four bytes.</summary>
    internal bool IsPackedRgb => Name is "rgb" or "rgba" && Count == 1 && NumberColumns.SizeOf(Kind) == 4;

    /// <summary>Name of one of the field's numbers.</summary>
    internal string NameOf(int element) => Count == 1 ? Name : $"{Name}_{element}";
}

/// <summary>The header of a PCD file and where its data begins.</summary>
internal sealed record PcdHeader(
    IReadOnlyList<PcdField> Fields, int Width, int Height, PcdEncoding Encoding, int DataOffset, int DataLine,
        bool Moved)
{
    private const int MaxNumbers = 65_536;

    /// <summary>What a user should know of the header; null for nothing.</summary>
    internal string? Remark { get; private init; }

    private static readonly string[] Keys =
        ["VERSION", "FIELDS", "SIZE", "TYPE", "COUNT", "WIDTH", "HEIGHT", "VIEWPOINT", "POINTS", "DATA"];

    internal int Points => checked(Width * Height);

    /// <summary>Reads the header in the order PCL writes it or any other, DATA last.</summary>
    internal static PcdHeader Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
    {
        var lines = new LineCursor(file[..Math.Min(file.Length, limits.MaxHeaderBytes)], path);
        var values = new Dictionary<string, string[]>(StringComparer.Ordinal);
        while (!values.ContainsKey("DATA"))
        {
            if (!lines.NextFilled(out ReadOnlySpan<byte> line))
                throw lines.Error("the header has no DATA line",
                    values.Count == 0 ? "this is not a PCD file" : "the file is cut off");
            if (line[0] == '#')
                continue;
            string[] words = System.Text.Encoding.ASCII.GetString(line)
                .Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            string key = words[0] == "COLUMNS" ? "FIELDS" : words[0];
            if (!Keys.Contains(key))
                throw lines.Error($"'{LineCursor.Show(line)}' is no line of a PCD header");
            if (!values.TryAdd(key, words[1..]))
                throw lines.Error($"{key} occurs twice");
        }
        List<PcdField> fields = FieldsOf(values, lines, out string? remark);
        (int width, int height) = SizeOf(values, lines, limits);
        PcdEncoding encoding = EncodingOf(values["DATA"], lines);
        return new PcdHeader(fields, width, height, encoding,
            encoding == PcdEncoding.Ascii ? lines.Position : lines.BinaryStart(), lines.Line,
            values.TryGetValue("VIEWPOINT", out string[]? view) && IsMoved(view, lines))
        {
            Remark = remark,
        };
    }

    /// <summary>Whether a coordinate of the points is a number of more digits than float32 has.</summary>
    internal bool HasWideCoordinates => Fields.Any(column => column.Name is "x" or "y" or "z"
        && (Encoding == PcdEncoding.Ascii || NumberColumns.IsWide(column.Kind)));

    // Older versions state a place alone; the quaternion of no rotation has either sign.
    private static bool IsMoved(string[] words, in LineCursor lines)
    {
        var numbers = new float[words.Length];
        for (int i = 0; i < words.Length; i++)
            numbers[i] = lines.Number(System.Text.Encoding.ASCII.GetBytes(words[i]), "number of the VIEWPOINT", out _);
        return numbers is not ([0, 0, 0] or [0, 0, 0, 1 or -1, 0, 0, 0]);
    }

    /// <summary>Whether a text begins as a line of a header does, comments apart.</summary>
    internal static bool IsLine(ReadOnlySpan<byte> line)
    {
        int end = line.IndexOfAny((byte)' ', (byte)'\t');
        string word = System.Text.Encoding.ASCII.GetString(end < 0 ? line : line[..end]);
        return word == "COLUMNS" || Keys.Contains(word);
    }

    private static PcdEncoding EncodingOf(string[] words, LineCursor lines) => string.Join(' ', words) switch
    {
        "ascii" => PcdEncoding.Ascii,
        "binary" => PcdEncoding.Binary,
        "binary_compressed" => PcdEncoding.BinaryCompressed,
        string other => throw lines.Error(
            $"DATA '{LineCursor.Show(System.Text.Encoding.ASCII.GetBytes(other))}' is unknown",
            "known are ascii, binary and binary_compressed, and the line must end after that word"),
    };

    private static List<PcdField> FieldsOf(Dictionary<string, string[]> values, LineCursor lines, out string? remark)
    {
        if (!values.TryGetValue("FIELDS", out string[]? names) || names.Length == 0)
            throw lines.Error("the header has no FIELDS line", "it names the columns: FIELDS x y z");
        names = FieldNames.Small(names, out remark);
        string[] sizes = PerField(values, names, "SIZE", "4", lines);
        string[] types = PerField(values, names, "TYPE", "F", lines),
            counts = PerField(values, names, "COUNT", "1", lines);
        var fields = new List<PcdField>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        long numbers = 0;
        for (int i = 0; i < names.Length; i++)
        {
            if (!int.TryParse(counts[i], out int count))
                throw lines.Error($"COUNT '{counts[i]}' of field {names[i]} is no integer");
            // PCL drops fields without elements.
            if (count < 1)
                continue;
            if (names[i] != "_" && !seen.Add(names[i]))
                throw lines.Error($"field {names[i]} occurs twice");
            fields.Add(new PcdField(names[i], KindOf(types[i], sizes[i], names[i], lines), count));
            numbers += count;
        }
        if (numbers > MaxNumbers)
            throw lines.Error($"a point has {numbers} numbers, at most {MaxNumbers} are read");
        foreach (string axis in (string[])["x", "y", "z"])
            if (!fields.Exists(field => field.Name == axis && field.Count == 1))
                throw lines.Error($"the cloud has no field {axis}",
                    $"its fields are {string.Join(' ', names.Take(20))}");
        return fields;
    }

    private static string[] PerField(
        Dictionary<string, string[]> values, string[] names, string key, string absent, in LineCursor lines)
    {
        if (!values.TryGetValue(key, out string[]? words))
            return [.. names.Select(_ => absent)];
        return words.Length == names.Length ? words
            : throw lines.Error($"{key} has {words.Length} values, FIELDS has {names.Length}");
    }

    private static NumberKind KindOf(string type, string size, string name, LineCursor lines) => (type, size) switch
    {
        ("F", "4") => NumberKind.Float32,
        ("F", "8") => NumberKind.Float64,
        ("I", "1") => NumberKind.Int8,
        ("I", "2") => NumberKind.Int16,
        ("I", "4") => NumberKind.Int32,
        ("I", "8") => NumberKind.Int64,
        ("U", "1") => NumberKind.UInt8,
        ("U", "2") => NumberKind.UInt16,
        ("U", "4") => NumberKind.UInt32,
        ("U", "8") => NumberKind.UInt64,
        _ => throw lines.Error($"field {name} has TYPE {type} SIZE {size}",
            "possible are F 4, F 8, and I or U of 1, 2, 4, 8"),
    };

    private static (int Width, int Height) SizeOf(Dictionary<string, string[]> values, LineCursor lines,
        FormatLimits limits)
    {
        long points = Number(values, "POINTS", -1, lines), height = Number(values, "HEIGHT", 1, lines);
        long width = Number(values, "WIDTH", points, lines);
        if (width < 0)
            throw lines.Error("the header has neither WIDTH nor POINTS");
        if (width > limits.MaxPoints || height > limits.MaxPoints || width * height > limits.MaxPoints)
            throw lines.Error($"{width} x {height} points exceed the limit of {limits.MaxPoints}",
                "raise MaxPoints or thin the cloud", RejectReason.LimitExceeded);
        if (points >= 0 && points != width * height)
            throw lines.Error($"POINTS is {points}, WIDTH x HEIGHT is {width} x {height}");
        return ((int)width, (int)height);
    }

    private static long Number(Dictionary<string, string[]> values, string key, long absent, in LineCursor lines)
    {
        if (!values.TryGetValue(key, out string[]? words))
            return absent;
        return words.Length == 1 && long.TryParse(words[0], out long value) && value is >= 0 and <= int.MaxValue ? value
            : throw lines.Error($"{key} '{string.Join(' ', words.Take(3))}' is no number of points");
    }
}
