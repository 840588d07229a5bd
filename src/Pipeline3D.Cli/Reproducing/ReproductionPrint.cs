using System.Globalization;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Reporting.Benchmark;

namespace Pipeline3D.Cli.Reproducing;

/// <summary>Published values beside ours, on the console.</summary>
internal static class ReproductionPrint
{
    // Rows of other options are worth a sentence each while they are few.
    private const int Few = 3;

    /// <summary>Prints the rows of a run.</summary>
    public static void Write(CliConsole console, ReproductionTable table, IEnumerable<Protocol> protocols)
    {
        foreach (Protocol protocol in protocols)
        {
            Head(console, protocol);
            ReproducedRow[] rows = [.. table.Rows.Where(row => row.Published.Method == protocol.Method.Id)];
            int apart = rows.Count(row => row.Published.NotCompared is not null);
            foreach (IReadOnlyList<ReproducedRow> group in ReproductionText.Groups(rows.Where(row => apart <= Few
                || row.Published.NotCompared is null)))
                Write(console, group);
            if (apart > Few)
                console.Out.WriteLine($"{apart} published rows were made with other options and are not compared; "
                    + "--ablations runs those that can be, reproduction.json says what each was made with.");
            if (ReproductionText.Changes(table, protocol.Method.Id) is { } changes)
                console.Out.WriteLine(changes);
        }
    }

    /// <summary>Prints what is run, and how.</summary>
    public static void Head(CliConsole console, Protocol protocol)
    {
        console.Out.WriteLine($"{protocol.Method} on {protocol.Dataset}, 0 to 1:");
        if (protocol.IsAuxiliary)
            console.Out.WriteLine($"{protocol.Method.Id} is {protocol.ProtocolText}; the mean is that of the fits.");
        if (protocol.AsName is { } name)
            console.Out.WriteLine($"{protocol.Method.Id} ran as {name}: {string.Join(", ", protocol.AsValues)}.");
        if (protocol.Habits.Published.IsEmpty)
            console.Out.WriteLine($"Its reproduce.json has no row of a paper on {protocol.Dataset}.");
    }

    /// <summary>Prints a row, or the rows of a table of trials.</summary>
    public static void Write(CliConsole console, IReadOnlyList<ReproducedRow> group)
    {
        console.WriteTable(ReproductionText.Titles(group), ReproductionText.Lines(group));
        foreach (string note in ReproductionText.Notes(group))
            console.Out.WriteLine(note);
    }

    /// <summary>Prints rows of nothing but means in one table: what was published, and behind a bar what was found
    /// here.</summary>
    public static void WriteMeans(CliConsole console, IReadOnlyList<ReproducedRow> rows)
    {
        string[] metrics = [.. rows.Select(row => row.Published.Metric).Distinct()];
        console.WriteTable(["published | here", .. metrics.Select(BenchmarkText.TitleOf)],
            rows.GroupBy(row => row.Published.Source).Select(group => (string[])[group.Key, .. metrics.Select(metric
                => group.FirstOrDefault(row => row.Published.Metric == metric) is { } found
                    ? $"{Text(found.Values[^1].Published)} | {Text(found.Values[^1].Ours)}" : "-")]));
    }

    private static string Text(double? value) => value?.ToString("F3", CultureInfo.InvariantCulture) ?? "-";
}
