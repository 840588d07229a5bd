using System.Globalization;

namespace Pipeline3D.Cli.Terminal;

/// <summary>Where a command writes: results to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
/// <param name="Out">Results, so that they can be piped.</param>
/// <param name="Error">Progress, remarks and errors.</param>
/// <param name="IsInteractive">Whether a person watches <see cref="Error"/> on a terminal.</param>
internal sealed record CliConsole(TextWriter Out, TextWriter Error, bool IsInteractive)
{
    /// <summary>The console of the process.</summary>
    public static CliConsole OfProcess() => new(Console.Out, Console.Error, !Console.IsErrorRedirected);

    /// <summary>Writes a table: aligned columns below their names, one line per row however long it is.</summary>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="rows">Cells of each row, as many as there are columns; line breaks in them become spaces.</param>
    public void WriteTable(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        string[][] lines = [[.. columns], .. rows.Select(row => row.Select(cell => cell.ReplaceLineEndings(" "))
            .ToArray())];
        int[] widths = [.. columns.Select((_, column) => lines.Max(line => WidthOf(line[column])))];
        int whole = widths.Sum() + (3 * widths.Length) + 1;
        Out.WriteLine(new string(' ', whole));
        for (int i = 0; i < lines.Length; i++)
        {
            Out.WriteLine($"  {string.Join("   ", lines[i].Zip(widths, Padded))}  ");
            if (i == 0)
                Out.WriteLine(new string('─', whole));
        }
        Out.WriteLine(new string(' ', whole));
    }

    private static string Padded(string cell, int width) => cell + new string(' ', width - WidthOf(cell));

    // An accent may be a character of its own and yet takes no place.
    private static int WidthOf(string cell) => new StringInfo(cell).LengthInTextElements;
}
