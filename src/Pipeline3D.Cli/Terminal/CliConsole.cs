using System.Globalization;

namespace Pipeline3D.Cli.Terminal;

/// <summary>Where a command writes: results to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
/// <param name="Out">Results, so that they can be piped.</param>
/// <param name="Error">Progress, remarks and errors.</param>
/// <param name="IsInteractive">Whether a person watches <see cref="Error"/> on a terminal.</param>
internal sealed record CliConsole(TextWriter Out, TextWriter Error, bool IsInteractive)
{
    // Below it a column holds no more than pieces of words.
    private const int Narrowest = 20;

    /// <summary>Columns of the terminal that <see cref="Out"/> is; null when it is none, so that every row stays one
    /// line.</summary>
    public int? Width { get; init; }

    /// <summary>The console of the process.</summary>
    public static CliConsole OfProcess() => new(Console.Out, Console.Error, !Console.IsErrorRedirected)
    {
        Width = Console.IsOutputRedirected ? null : WidthOfTerminal(),
    };

    /// <summary>Writes a table: aligned columns below their names. On a terminal the last column is wrapped to its
    /// width; elsewhere a row is one line however long it is.</summary>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="rows">Cells of each row, as many as there are columns; line breaks in them become spaces.</param>
    public void WriteTable(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        string[][] lines = [[.. columns], .. rows.Select(row => row.Select(cell => cell.ReplaceLineEndings(" "))
            .ToArray())];
        int[] widths = [.. columns.Select((_, column) => lines.Max(line => WidthOf(line[column])))];
        int before = 2 + widths[..^1].Sum(width => width + 3);
        if (Width is { } width)
            widths[^1] = Math.Min(widths[^1], Math.Max(Narrowest, width - before));
        Out.WriteLine();
        for (int i = 0; i < lines.Length; i++)
        {
            string head = "  " + string.Concat(lines[i][..^1].Zip(widths, (cell, wide) => Padded(cell, wide) + "   "));
            foreach (string part in Width is null ? [lines[i][^1]] : Wrapped(lines[i][^1], widths[^1]))
            {
                Out.WriteLine((head + part).TrimEnd());
                head = new string(' ', before);
            }
            if (i == 0)
                Out.WriteLine(new string('─', Width is { } most
                    ? Math.Min(before + widths[^1], most) : before + WidthOf(columns[^1])));
        }
        Out.WriteLine();
    }

    // A terminal of unknown width, as some tools pretend, wraps by itself.
    private static int? WidthOfTerminal()
    {
        try
        {
            return Console.WindowWidth is > 0 and var columns ? columns : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    // At spaces; what has none, such as a path, at the end of the line.
    private static IEnumerable<string> Wrapped(string cell, int width)
    {
        var line = new StringInfo(cell);
        while (line.LengthInTextElements > width)
        {
            string start = line.SubstringByTextElements(0, width + 1);
            int space = start.LastIndexOf(' ');
            string part = space > 0 ? start[..space] : line.SubstringByTextElements(0, width);
            yield return part;
            line = new StringInfo(line.String[part.Length..].TrimStart(' '));
        }
        yield return line.String;
    }

    private static string Padded(string cell, int width) => cell + new string(' ', width - WidthOf(cell));

    // An accent may be a character of its own and yet takes no place.
    private static int WidthOf(string cell) => new StringInfo(cell).LengthInTextElements;
}
