namespace Pipeline3D.Data.Formats;

/// <summary>The text form of PCD: one point a line.</summary>
internal static class PcdAscii
{
    internal static CloudColumns Read(ReadOnlySpan<byte> payload, PcdHeader header, string path)
    {
        int all = header.Fields.Sum(field => field.Count);
        int filled = header.Fields.Where(field => !field.IsPadding).Sum(field => field.Count);
        CloudLimits.CheckText(path, header.DataOffset, (long)header.Points * filled, payload.Length);
        CloudColumns columns = PcdReader.Allocate(header);
        PcdField? packed = header.Fields.Where(field => field.IsPackedRgb).Select(field => (PcdField?)field)
            .FirstOrDefault();
        uint[] words = packed is null ? [] : new uint[header.Points];
        Column[] layout = [];
        var lines = new LineCursor(payload, path);
        for (int i = 0; i < header.Points; i++)
        {
            // A blank line is no point: writers end files with them.
            ReadOnlySpan<byte> line;
            do
                if (!lines.Next(out line))
                    throw Error(header, lines, $"the file ends after {i} of {header.Points} points",
                        "it is cut off: copy it again");
            while (line.IndexOfAnyExcept(LineCursor.Blanks) < 0);
            if (i == 0)
                layout = LayoutOf(header, columns, LineCursor.CountTokens(line), all, filled, lines);
            ReadRow(ref line, layout, i, words, header, lines);
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
        ref ReadOnlySpan<byte> line, Column[] layout, int point, uint[] words, PcdHeader header, in LineCursor lines)
    {
        foreach (Column column in layout)
        {
            ReadOnlySpan<byte> token = LineCursor.Token(ref line);
            if (column.Packed is NumberKind kind)
                words[point] = ColourWord(token, kind, header, lines);
            else if (TextNumbers.TryFloat(token, out float value))
            {
                if (!column.Target.IsEmpty)
                    column.Target.Span[point] = value;
            }
            else
                throw Error(header, lines, token.IsEmpty
                    ? $"the line has too few of {layout.Length} numbers"
                    : $"'{LineCursor.Show(token)}' is no number");
        }
        if (!LineCursor.Token(ref line).IsEmpty)
            throw Error(header, lines, $"the line has more than {layout.Length} numbers");
    }

    // The format leaves padding out of text; PCL's own tools once wrote it nevertheless, so the first line decides.
    private static Column[] LayoutOf(
        PcdHeader header, CloudColumns columns, int tokens, int all, int filled, in LineCursor lines)
    {
        if (tokens != all && tokens != filled)
            throw Error(header, lines, $"the line has {tokens} numbers, the fields need {filled}");
        return [.. header.Fields.Where(field => tokens == all || !field.IsPadding)
            .SelectMany(field => Enumerable.Range(0, field.Count).Select(i =>
                field.IsPadding ? new Column(default, null)
                : field.IsPackedRgb ? new Column(default, field.Kind)
                : new Column(columns[field.NameOf(i)], null)))];
    }

    // Old files print the float whose bits are the colour; TYPE U prints the word itself.
    private static uint ColourWord(ReadOnlySpan<byte> token, NumberKind kind, PcdHeader header, in LineCursor lines)
    {
        if (kind != NumberKind.Float32 && TextNumbers.TryInteger(token, out long word)
            && word is >= int.MinValue and <= uint.MaxValue)
            return (uint)word;
        if (kind == NumberKind.Float32 && TextNumbers.TryFloat(token, out float value))
            return BitConverter.SingleToUInt32Bits(value);
        throw Error(header, lines, $"'{LineCursor.Show(token)}' is no packed colour");
    }

    private static FormatException3D Error(PcdHeader header, in LineCursor lines, string problem, string advice = "")
        => lines.ErrorAt(header.DataLine + Math.Max(lines.Line, 1), problem, advice);

    private readonly record struct Column(Memory<float> Target, NumberKind? Packed);
}
