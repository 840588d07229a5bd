using Pipeline3D.Core.Items;

namespace Pipeline3D.Data.Formats;

/// <summary>Reads tables of points as text (XYZ, TXT, ASC, CSV): columns apart by blanks, tabs, commas or
/// semicolons.</summary>
/// <remarks>A line of titles, also in a comment, tells which columns are x, y and z; without one they are the first
/// three. A line that is one number only (the count), blank lines and lines that begin with # or // are skipped. All
/// rows have the same number of columns, none of them empty. Numbers have a decimal point or a decimal comma. Cost:
/// O(file).</remarks>
internal static class XyzReader
{
    private const int HeadBytes = 1 << 16;

    /// <summary>Reads one cloud.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">What the columns mean.</param>
    /// <param name="limits">What to accept at most; the defaults when null.</param>
    /// <exception cref="FormatException3D">The file is missing, its titles name no x, y and z, a row is no row of
    /// numbers or has another length, the number of columns is not the declared one, a comma may be a decimal comma or
    /// not, or the limits are exceeded.</exception>
    public static CloudFile Read(string path, XyzColumns columns = XyzColumns.Auto, FormatLimits? limits = null)
        => FileBytes.Parse(path, limits, (file, name, bounds) => Parse(file, name, bounds, columns));

    /// <summary>Whether a file's first lines have titles that name x, y and z.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException3D">It cannot be read.</exception>
    internal static bool NamesPoints(string path) => FileBytes.Peek(path, null, static (file, name, _) =>
    {
        var lines = new LineCursor(file[..Math.Min(file.Length, HeadBytes)], name);
        while (NextRow(ref lines, out ReadOnlySpan<byte> line))
        {
            if (TableTitles.NamesPoints(line))
                return true;
            if (!IsComment(line))
                return false;
        }
        return false;
    });

    internal static CloudFile Parse(
        ReadOnlySpan<byte> file, string path, FormatLimits limits, XyzColumns columns = XyzColumns.Auto)
        => ExactCoordinates.Parse(file, path, limits, (text, name, bounds, narrowing) =>
            ParseOnce(text, name, bounds, columns, narrowing));

    private static CloudFile ParseOnce(
        ReadOnlySpan<byte> file, string path, FormatLimits limits, XyzColumns columns, Narrowing narrowing)
    {
        var lines = new LineCursor(file, path);
        scoped ReadOnlySpan<byte> comment = [];
        string[]? titles = null;
        long announced = -1;
        TableRows? rows = null;
        while (NextRow(ref lines, out ReadOnlySpan<byte> line))
        {
            if (IsComment(line))
            {
                // Of several comments above the rows the last one that can be titles counts.
                comment = rows is null && TableTitles.NamesPoints(line) ? line : comment;
                continue;
            }
            // One title and one number of points, only before the first row.
            if (rows is null && titles is null && IsTitle(line, lines))
                titles = TableTitles.Of(line, lines);
            else if (rows is null && announced < 0 && IsCount(line, out long count))
                announced = count;
            else
            {
                rows ??= TableRows.Begin(line, titles, comment, columns, narrowing, lines);
                rows.Add(line, lines);
                if (rows.Count > limits.MaxPoints)
                    throw lines.Error($"the file has more than {limits.MaxPoints} points",
                        "raise MaxPoints or thin the cloud", RejectReason.LimitExceeded);
            }
        }
        return rows is null ? throw lines.Error("the file has no row of numbers", "a row is x y z and further columns")
            : rows.ToCloud(announced, lines);
    }

    private static bool IsComment(ReadOnlySpan<byte> line) => line[0] == '#' || line.StartsWith("//"u8);

    // A tab at the beginning may stand behind an empty field.
    private static bool NextRow(ref LineCursor lines, out ReadOnlySpan<byte> line)
    {
        while (lines.Next(out line))
        {
            line = line.Trim(" \v\f"u8);
            if (line.IndexOfAnyExcept(LineCursor.Blanks) >= 0)
                return true;
        }
        return false;
    }

    // Words; what begins as a number does is one that is written wrongly.
    private static bool IsTitle(ReadOnlySpan<byte> line, in LineCursor lines)
    {
        var fields = new TextRow(line, TextRow.DelimiterOf(line, out _));
        while (fields.Next(out ReadOnlySpan<byte> field))
            if (!field.IsEmpty)
                return field[0] is not ((>= (byte)'0' and <= (byte)'9') or (byte)'+' or (byte)'-' or (byte)'.')
                    && !lines.Sign.TryRead(field, out _, out _);
        return false;
    }

    private static bool IsCount(ReadOnlySpan<byte> line, out long count)
    {
        ReadOnlySpan<byte> rest = line;
        return TextNumbers.TryInteger(LineCursor.Token(ref rest), out count) && LineCursor.Token(ref rest).IsEmpty;
    }
}
