namespace Pipeline3D.Data.Formats;

/// <summary>Cuts one row of a table into its fields.</summary>
/// <remarks>Semicolons, commas and tabs stand between two fields each, so that an empty field is one; any number of
/// blanks stands between two fields. Blanks around a field and quotes about it are cut.</remarks>
internal ref struct TextRow
{
    private readonly byte _delimiter;
    private ReadOnlySpan<byte> _rest;
    private bool _ended;

    /// <summary>Begins with the first field.</summary>
    /// <param name="line">The row, without terminator.</param>
    /// <param name="delimiter">One of <see cref="DelimiterOf"/>.</param>
    internal TextRow(ReadOnlySpan<byte> line, byte delimiter)
    {
        _rest = line;
        _delimiter = delimiter;
    }

    /// <summary>Whether no field follows.</summary>
    internal readonly bool AtEnd => _ended || (_delimiter == ' ' && _rest.IndexOfAnyExcept(LineCursor.Blanks) < 0);

    /// <summary>Cuts the next field.</summary>
    /// <param name="field">Its text; empty for an empty field.</param>
    /// <returns>Whether there was one.</returns>
    internal bool Next(out ReadOnlySpan<byte> field)
    {
        field = [];
        if (AtEnd)
            return false;
        _rest = CutBlanks(_rest, _delimiter);
        if (!_rest.IsEmpty && _rest[0] is (byte)'"' or (byte)'\'' && TryQuoted(out field))
            return true;
        if (_delimiter == ' ')
        {
            field = LineCursor.Token(ref _rest);
            return true;
        }
        int end = _rest.IndexOf(_delimiter);
        field = end < 0 ? _rest : _rest[..end];
        while (!field.IsEmpty && field[^1] <= ' ')
            field = field[..^1];
        Pass(end);
        return true;
    }

    /// <summary>What separates the fields of a row: a semicolon, tab, comma or blank.</summary>
    /// <param name="line">The row.</param>
    /// <param name="isAmbiguous">Whether some commas stand with a blank and some without: the latter may be decimal
    /// commas.</param>
    /// <remarks>A comma separates only where no semicolon, tab or blank does; blanks that stand beside a comma belong
    /// to
    /// it. Tabs among blanks are blanks.</remarks>
    internal static byte DelimiterOf(ReadOnlySpan<byte> line, out bool isAmbiguous)
    {
        isAmbiguous = false;
        if (line.IndexOfAny((byte)';', (byte)'\t', (byte)',') < 0)
            return (byte)' ';
        if (line.Contains((byte)';'))
            return (byte)';';
        var seen = new Separators(line);
        if (seen.HasComma && !seen.HasLoneTab && !seen.HasLoneBlank)
        {
            isAmbiguous = seen.HasTightComma && seen.HasLooseComma;
            return (byte)',';
        }
        return (byte)(seen.HasLoneTab && !seen.HasLoneBlank ? '\t' : ' ');
    }

    private static ReadOnlySpan<byte> CutBlanks(ReadOnlySpan<byte> text, byte delimiter)
    {
        while (!text.IsEmpty && text[0] <= ' ' && (text[0] != '\t' || delimiter != '\t'))
            text = text[1..];
        return text;
    }

    private bool TryQuoted(out ReadOnlySpan<byte> field)
    {
        field = [];
        int close = _rest[1..].IndexOf(_rest[0]);
        if (close < 0)
            return false;
        ReadOnlySpan<byte> after = CutBlanks(_rest[(close + 2)..], _delimiter);
        bool isWhole = after.IsEmpty || after[0] == _delimiter
            || (_delimiter == ' ' && after.Length < _rest.Length - close - 2);
        if (!isWhole)
            return false;
        field = _rest.Slice(1, close).Trim(" \t"u8);
        _rest = after;
        if (_delimiter != ' ')
            Pass(after.IsEmpty ? -1 : 0);
        return true;
    }

    // A delimiter at the end of the line opens one more field, an empty one.
    private void Pass(int delimiter)
    {
        _ended = delimiter < 0;
        _rest = delimiter < 0 ? [] : _rest[(delimiter + 1)..];
    }

    /// <summary>What stands between the words of a row, outside of quotes.</summary>
    private readonly ref struct Separators
    {
        internal Separators(ReadOnlySpan<byte> line)
        {
            byte quote = 0;
            for (int i = 0; i < line.Length; i++)
            {
                byte letter = line[i];
                if (quote != 0 || letter is (byte)'"' or (byte)'\'')
                    quote = quote == 0 ? letter : letter == quote ? (byte)0 : quote;
                else if (letter == ',')
                {
                    HasComma = true;
                    bool loose = (i > 0 && line[i - 1] <= ' ') || (i + 1 < line.Length && line[i + 1] <= ' ');
                    HasLooseComma |= loose;
                    HasTightComma |= !loose && i > 0 && i + 1 < line.Length;
                }
                else if (letter <= ' ')
                {
                    int end = i + 1;
                    while (end < line.Length && line[end] <= ' ')
                        end++;
                    bool lone = (i == 0 || line[i - 1] != ',') && (end == line.Length || line[end] != ',');
                    bool hasTab = line[i..end].Contains((byte)'\t');
                    HasLoneTab |= lone && hasTab;
                    HasLoneBlank |= lone && !hasTab;
                    i = end - 1;
                }
            }
        }

        internal bool HasComma { get; }

        internal bool HasTightComma { get; }

        internal bool HasLooseComma { get; }

        internal bool HasLoneTab { get; }

        internal bool HasLoneBlank { get; }
    }
}
