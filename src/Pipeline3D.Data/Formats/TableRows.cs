using System.Runtime.InteropServices;

namespace Pipeline3D.Data.Formats;

/// <summary>The rows of a table of points while they are read: what each column is, and the numbers so far.</summary>
internal sealed class TableRows
{
    private const int MaxColumns = 1024;

    private readonly List<float> _values = [];
    private readonly XyzColumns _columns;
    private readonly string[] _names;
    private readonly int[] _axes;
    private readonly bool _titled, _endsInDelimiter, _countsColumns;
    private readonly Narrowing _narrowing;
    private bool _commasSeparate, _commasAreDecimal, _onlyCommas = true;

    private TableRows(string[] names, XyzColumns columns, bool titled, bool endsInDelimiter, bool countsColumns,
        Narrowing narrowing)
    {
        (_names, _columns, _titled) = (names, columns, titled);
        (_endsInDelimiter, _countsColumns) = (endsInDelimiter, countsColumns);
        _axes = [.. names.Select(name => Array.IndexOf((string[])["x", "y", "z"], name))];
        _narrowing = narrowing;
    }

    /// <summary>Number of rows so far.</summary>
    internal int Count => _values.Count / _names.Length;

    /// <summary>Finds out what the columns are by the first row and the titles above it.</summary>
    /// <param name="line">The first row.</param>
    /// <param name="titles">What a line of titles named; null when there was none.</param>
    /// <param name="comment">A comment above it that may be titles; empty when there was none.</param>
    /// <param name="columns">What the columns were declared as.</param>
    /// <param name="narrowing">How coordinates become floats.</param>
    /// <param name="lines">Where the row stands.</param>
    /// <exception cref="FormatException3D">Number and titles of the columns do not fit, or are not the declared
    /// ones.</exception>
    internal static TableRows Begin(ReadOnlySpan<byte> line, string[]? titles, ReadOnlySpan<byte> comment,
        XyzColumns columns, Narrowing narrowing, in LineCursor lines)
    {
        int width = 0;
        byte delimiter = TextRow.DelimiterOf(line, out _);
        bool countsColumns = delimiter != ' ';
        for (var fields = new TextRow(line, delimiter); fields.Next(out ReadOnlySpan<byte> field); width++)
            countsColumns &= TextNumbers.TryInteger(field, out long number) && number == width;
        bool endsInDelimiter = delimiter != ' ' && line[^1] == delimiter;
        if (titles is [.., ""])
            titles = endsInDelimiter ? titles[..^1] : [.. titles[..^1], $"column_{titles.Length}"];
        else if (titles is null || titles.Length == width)
            endsInDelimiter &= titles is null;
        width -= endsInDelimiter ? 1 : 0;
        if (titles is not null && titles.Length != width)
            throw lines.Error($"the row has {width} columns, the titles name {titles.Length}",
                width == 2 * titles.Length || line.Contains((byte)',')
                    ? "if its numbers have a decimal comma, separate them by semicolons or write decimal points"
                    : "give every column one title");
        titles ??= TableTitles.OfComment(comment, width, lines);
        CheckWidth(width, columns, lines);
        return new TableRows(titles is null ? NamesByPlace(width, columns) : Declared(titles, columns), columns,
            titles is not null, endsInDelimiter, countsColumns && titles is null, narrowing);
    }

    /// <summary>Reads one row.</summary>
    /// <exception cref="FormatException3D">It has another number of columns, an empty one, or no number.</exception>
    internal void Add(ReadOnlySpan<byte> line, in LineCursor lines)
    {
        byte delimiter = TextRow.DelimiterOf(line, out bool isAmbiguous);
        bool commas = delimiter == ',', hadPoint = lines.Sign.HasPoint;
        var fields = new TextRow(line, delimiter);
        int column = 0;
        while (fields.Next(out ReadOnlySpan<byte> field))
        {
            if (column < _names.Length && !field.IsEmpty)
                _values.Add(Value(field, column, lines));
            else if (field.IsEmpty && !(column == _names.Length && _endsInDelimiter && fields.AtEnd))
                throw lines.Error($"column {column + 1} is empty",
                    "give every column a number; nan where there is no reading");
            else if (field.IsEmpty)
                break;
            column++;
        }
        if (column != _names.Length)
            throw lines.Error($"the row has {column} columns, the {(_titled ? "titles name" : "rows before have")} "
                + $"{_names.Length}",
                line.Contains((byte)',') && !commas ? "is one of its commas a decimal comma?" : "");
        CheckCommas(commas, isAmbiguous && !hadPoint && !lines.Sign.HasPoint, lines);
    }

    /// <summary>The finished cloud.</summary>
    /// <param name="announced">Points that the file says it has; negative when it does not say.</param>
    /// <param name="lines">The end of the file.</param>
    /// <exception cref="FormatException3D">Its commas may be decimal commas.</exception>
    internal CloudFile ToCloud(long announced, in LineCursor lines)
    {
        int width = _names.Length;
        ReadOnlySpan<float> rows = CollectionsMarshal.AsSpan(_values);
        // "0,25,0,794,0,551" is three numbers or six; with titles, a declared meaning or one decimal point it is told.
        if (_onlyCommas && !_titled && _columns == XyzColumns.Auto && width >= 6 && width % 2 == 0
            && !lines.Sign.HasPoint && !lines.Sign.HasComma && AreWhole(rows))
            throw lines.Error($"the rows are {width} whole numbers apart by commas, or {width / 2} numbers with a "
                + "decimal comma; which cannot be told",
                "give the columns titles (x,y,z,...), or separate them by semicolons");
        // pandas numbers columns that have no titles; the others of the file are then no such whole numbers.
        if (_countsColumns && Count > 1 && (lines.Sign.HasPoint || lines.Sign.HasComma))
            throw lines.Error($"the first row is 0 to {width - 1}: it seems to number the columns, not to be a point",
                "leave it out, or write titles (x,y,z,...) instead");
        XyzColumns columns = _columns;
        string[] names = _names;
        bool guessed = columns == XyzColumns.Auto && width == 6 && !_titled;
        if (guessed)
        {
            columns = LooksLikeColour(rows) ? XyzColumns.XyzRgb : XyzColumns.XyzNormal;
            names = NamesByPlace(width, columns);
        }
        var cloud = new CloudColumns(Count, names);
        for (int column = 0; column < width; column++)
        {
            Span<float> target = cloud[names[column]].Span;
            for (int i = 0, at = column; i < target.Length; i++, at += width)
                target[i] = rows[at];
        }
        cloud.TakeColours(_ => columns == XyzColumns.XyzRgb);
        if (guessed)
            cloud.Remark($"columns 4 to 6 were taken as {(columns == XyzColumns.XyzRgb ? "colour" : "normal")}; "
                + "declare them to be sure");
        if (announced >= 0 && announced != cloud.Count)
            cloud.Remark($"the file announces {announced} points and has {cloud.Count}");
        return cloud.ToFile(cloud.Count, 1, []);
    }

    private float Value(ReadOnlySpan<byte> field, int column, in LineCursor lines)
    {
        float value = lines.Number(field, $"{_names[column]}", out StoredNumber stored);
        if (_axes[column] >= 0)
            return _narrowing[_axes[column]].Narrow(value, stored);
        if (_names[column] == "label" && _columns == XyzColumns.XyzLabel && !(value >= 0 && float.IsFinite(value)))
            throw lines.Error($"the label '{LineCursor.Show(field)}' is none: 0 is normal, 1 anomalous",
                "label every point, or leave out those without a label");
        return value;
    }

    private void CheckCommas(bool commas, bool isAmbiguous, in LineCursor lines)
    {
        // Decimal commas in a row that commas separate stand within quotes.
        _commasAreDecimal |= !commas && lines.Sign.HasComma;
        _commasSeparate |= commas;
        _onlyCommas &= commas;
        if (isAmbiguous || (_commasSeparate && _commasAreDecimal))
            throw lines.Error("a comma separates columns here, another one may be a decimal comma; which "
                + "cannot be told",
                "separate the columns by semicolons or blanks");
    }

    private static void CheckWidth(int count, XyzColumns columns, in LineCursor lines)
    {
        int needed = columns switch
        {
            XyzColumns.Xyz => 3,
            XyzColumns.XyzLabel or XyzColumns.XyzIntensity => 4,
            XyzColumns.XyzNormal or XyzColumns.XyzRgb => 6,
            _ => Math.Clamp(count, 3, MaxColumns),
        };
        if (count != needed)
            throw lines.Error($"the row has {count} columns where {needed} are needed",
                columns == XyzColumns.Auto ? "a row is x y z and further columns"
                    : $"the columns were declared as {columns}");
    }

    private static string[] NamesByPlace(int width, XyzColumns columns) => ["x", "y", "z", .. columns switch
    {
        XyzColumns.XyzLabel => (string[])["label"],
        XyzColumns.XyzIntensity => ["intensity"],
        XyzColumns.XyzNormal => ["nx", "ny", "nz"],
        XyzColumns.XyzRgb => ["red", "green", "blue"],
        XyzColumns.Auto when width == 4 => ["scalar"],
        _ => [.. Enumerable.Range(4, width - 3).Select(number => $"column_{number}")],
    }];

    // Titles say where the coordinates are, the declaration says what the others are.
    private static string[] Declared(string[] titles, XyzColumns columns)
    {
        if (columns == XyzColumns.Auto)
            return titles;
        var further = new Queue<string>(NamesByPlace(titles.Length, columns)[3..]);
        return [.. titles.Select(title => title is "x" or "y" or "z" ? title : further.Dequeue())];
    }

    private static bool AreWhole(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
            if (value != MathF.Truncate(value))
                return false;
        return true;
    }

    private static bool LooksLikeColour(ReadOnlySpan<float> rows)
    {
        float largest = 0;
        for (int row = 0; row < rows.Length; row += 6)
            foreach (float value in rows.Slice(row + 3, 3))
            {
                if (!(value >= 0 && value <= 255) || value != MathF.Truncate(value))
                    return false;
                largest = Math.Max(largest, value);
            }
        return largest > 1;
    }
}
