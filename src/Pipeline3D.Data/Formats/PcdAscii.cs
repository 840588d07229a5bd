namespace Pipeline3D.Data.Formats;

/// <summary>The text form of PCD: one point a line.</summary>
internal static class PcdAscii
{
    internal static CloudColumns Read(ReadOnlySpan<byte> file, PcdHeader header, Narrowing narrowing, string path)
    {
        int all = header.Fields.Sum(field => field.Count);
        int filled = header.Fields.Where(field => !field.IsPadding).Sum(field => field.Count);
        CloudLimits.CheckText(path, header.DataOffset, (long)header.Points * filled,
            file.Length - header.DataOffset);
        CloudColumns columns = PcdReader.Allocate(header, narrowing);
        PcdField? packed = header.Fields.Where(field => field.IsPackedRgb).Select(field => (PcdField?)field)
            .FirstOrDefault();
        uint[] words = packed is null ? [] : new uint[header.Points];
        Column[] layout = [];
        var lines = new LineCursor(file, path, header.DataOffset, header.DataLine);
        for (int i = 0; i < header.Points; i++)
        {
            // A blank line is no point: writers end files with them.
            ReadOnlySpan<byte> line;
            do
                if (!lines.Next(out line))
                    throw lines.Error($"the file ends after {i} of {header.Points} points",
                        "it is cut off: copy it again");
            while (line.IndexOfAnyExcept(LineCursor.Blanks) < 0);
            if (i == 0)
                layout = LayoutOf(header, columns, LineCursor.CountTokens(line), all, filled, lines);
            ReadRow(ref line, layout, i, words, lines);
        }
        if (packed is not null)
            columns.TakePackedRgb(words);
        while (lines.Next(out ReadOnlySpan<byte> rest))
            if (rest.IndexOfAnyExcept(LineCursor.Blanks) >= 0)
            {
                columns.Remark($"lines follow the {header.Points} points that the header promises; they are not read");
                break;
            }
        return columns;
    }

    private static void ReadRow(
        ref ReadOnlySpan<byte> line, Column[] layout, int point, uint[] words, in LineCursor lines)
    {
        for (int i = 0; i < layout.Length; i++)
        {
            ref readonly Column column = ref layout[i];
            if (column.Packed is NumberKind kind)
                words[point] = ColourWord(LineCursor.Token(ref line), kind, lines);
            else
            {
                float value = lines.Next(ref line, column.Name, out StoredNumber stored);
                column.Target.Set(point, value, stored);
            }
        }
        if (!LineCursor.Token(ref line).IsEmpty)
            throw lines.Error($"the line has more than {layout.Length} numbers");
    }

    // The format leaves padding out of text; PCL's own tools once wrote it nevertheless, so the first line decides.
    private static Column[] LayoutOf(
        PcdHeader header, CloudColumns columns, int tokens, int all, int filled, in LineCursor lines)
    {
        if (tokens != all && tokens != filled)
            throw lines.Error($"the line has {tokens} numbers, the fields need {filled}");
        return [.. header.Fields.Where(field => tokens == all || !field.IsPadding)
            .SelectMany(field => Enumerable.Range(0, field.Count).Select(i =>
                field.IsPadding ? new Column(CloudColumn.None, null, field.Name)
                : field.IsPackedRgb ? new Column(CloudColumn.None, field.Kind, field.Name)
                : new Column(columns[field.NameOf(i)], null, field.NameOf(i))))];
    }

    // Old files print the float whose bits are the colour; TYPE U prints the word itself.
    private static uint ColourWord(ReadOnlySpan<byte> token, NumberKind kind, in LineCursor lines)
    {
        if (kind != NumberKind.Float32 && TextNumbers.TryInteger(token, out long word)
            && word is >= int.MinValue and <= uint.MaxValue)
            return (uint)word;
        if (kind == NumberKind.Float32 && TextNumbers.TryFloat(token, out float value))
            return BitConverter.SingleToUInt32Bits(value);
        throw lines.Error($"'{LineCursor.Show(token)}' is no packed colour");
    }

    private readonly record struct Column(CloudColumn Target, NumberKind? Packed, string Name);
}
