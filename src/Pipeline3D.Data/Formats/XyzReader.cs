using System.Runtime.InteropServices;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Data.Formats;

/// <summary>Reads tables of points as text (XYZ, TXT, ASC, CSV): columns apart by blanks, tabs, commas or
/// semicolons.</summary>
/// <remarks>A header line of words, a line that is one number only (the count), blank lines and lines that begin with #
/// or // are skipped. All rows have the same number of columns. Cost: O(file).</remarks>
internal static class XyzReader
{
    private const int MaxColumns = 1024;

    /// <summary>Reads one cloud.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">What the columns mean.</param>
    /// <param name="limits">What to accept at most; the defaults when null.</param>
    /// <exception cref="FormatException3D">The file is missing, a row is no row of numbers or has another length, the
    /// number of columns is not the declared one, or the limits are exceeded.</exception>
    public static CloudFile Read(string path, XyzColumns columns = XyzColumns.Auto, FormatLimits? limits = null)
        => FileBytes.Parse(path, limits, (file, name, bounds) => Parse(file, name, bounds, columns));

    internal static CloudFile Parse(
        ReadOnlySpan<byte> file, string path, FormatLimits limits, XyzColumns columns = XyzColumns.Auto)
    {
        var lines = new LineCursor(file, path);
        List<float> rows = [];
        int width = 0;
        bool titled = false, counted = false;
        while (lines.NextFilled(out ReadOnlySpan<byte> line))
        {
            if (line[0] == '#' || line.StartsWith("//"u8))
                continue;
            ReadOnlySpan<byte> rest = line;
            bool isNumber = TextNumbers.TryFloat(LineCursor.Token(ref rest, LineCursor.Separators), out _);
            // One title and one number of points, only before the first row.
            if (width == 0 && !isNumber && !titled)
            {
                titled = true;
                continue;
            }
            if (width == 0 && isNumber && !counted && LineCursor.Token(ref rest, LineCursor.Separators).IsEmpty)
            {
                counted = true;
                continue;
            }
            int count = ReadRow(line, rows, lines);
            if (width == 0)
                width = CheckWidth(count, columns, lines);
            if (count != width)
                throw lines.Error($"the row has {count} columns, the rows before have {width}");
            if (rows.Count > limits.MaxPoints * width)
                throw lines.Error($"the file has more than {limits.MaxPoints} points",
                    "raise MaxPoints or thin the cloud", RejectReason.LimitExceeded);
        }
        if (width == 0)
            throw lines.Error("the file has no row of numbers", "a row is x y z and further columns");
        return ToCloud(CollectionsMarshal.AsSpan(rows), width, columns);
    }

    private static int ReadRow(ReadOnlySpan<byte> line, List<float> rows, in LineCursor lines)
    {
        int count = 0;
        for (ReadOnlySpan<byte> token = LineCursor.Token(ref line, LineCursor.Separators); !token.IsEmpty;
            token = LineCursor.Token(ref line, LineCursor.Separators))
        {
            if (!TextNumbers.TryFloat(token, out float value))
                throw lines.Error($"'{LineCursor.Show(token)}' is no number");
            rows.Add(value);
            count++;
        }
        return count;
    }

    private static int CheckWidth(int count, XyzColumns columns, in LineCursor lines)
    {
        int needed = columns switch
        {
            XyzColumns.Xyz => 3,
            XyzColumns.XyzLabel or XyzColumns.XyzIntensity => 4,
            XyzColumns.XyzNormal or XyzColumns.XyzRgb => 6,
            _ => Math.Clamp(count, 3, MaxColumns),
        };
        return count == needed ? count : throw lines.Error($"the row has {count} columns where {needed} are needed",
            columns == XyzColumns.Auto ? "a row is x y z and further columns"
                : $"the columns were declared as {columns}");
    }

    private static CloudFile ToCloud(ReadOnlySpan<float> rows, int width, XyzColumns columns)
    {
        bool guessed = columns == XyzColumns.Auto && width == 6;
        if (guessed)
            columns = LooksLikeColour(rows) ? XyzColumns.XyzRgb : XyzColumns.XyzNormal;
        string[] names = ["x", "y", "z", .. columns switch
        {
            XyzColumns.XyzLabel => (string[])["label"],
            XyzColumns.XyzIntensity => ["intensity"],
            XyzColumns.XyzNormal => ["nx", "ny", "nz"],
            XyzColumns.XyzRgb => ["red", "green", "blue"],
            XyzColumns.Auto when width == 4 => ["scalar"],
            _ => [.. Enumerable.Range(4, width - 3).Select(number => $"column_{number}")],
        }];
        var cloud = new CloudColumns(rows.Length / width, names);
        for (int column = 0; column < width; column++)
        {
            Span<float> target = cloud[names[column]].Span;
            for (int i = 0, at = column; i < target.Length; i++, at += width)
                target[i] = rows[at];
        }
        if (columns == XyzColumns.XyzRgb)
            cloud.TakeRgb(["red", "green", "blue"], 1);
        if (guessed)
            cloud.Remark($"columns 4 to 6 were taken as {(columns == XyzColumns.XyzRgb ? "colour" : "normal")}; "
                + "declare them to be sure");
        return cloud.ToFile(cloud.Count, 1, []);
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
