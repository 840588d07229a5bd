using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Core.Runs;
using Pipeline3D.Reporting.Benchmark;

namespace Pipeline3D.Cli.Running;

/// <summary>The metrics of a run as the terminal shows them: the five that papers print, as far as the run has them,
/// in percent, beside chance.</summary>
internal static class MetricsTable
{
    private static readonly (string Title, string[] Path)[] Metrics =
    [
        ("I-AUROC", ["image_auroc"]), ("I-AP", ["image_ap"]), ("P-AUROC", ["pixel_auroc"]),
        ("AU-PRO@0.3", ["au_pro", "0.3"]), ("AU-PRO@0.01", ["au_pro", "0.01"]),
    ];

    private const string Undefined = "-";

    /// <summary>Prints the table; nothing when the run made no metrics.</summary>
    public static void Print(RunFolder folder, CliConsole console)
    {
        if (BenchmarkTable.Of(folder) is { } benchmark)
        {
            console.WriteTable([.. BenchmarkText.Titles], BenchmarkText.Lines(benchmark));
            console.Out.WriteLine("In percent, mean and deviation over seeds; all numbers: "
                + folder.In("benchmark.csv"));
            Trials(console, TrialTable.Of(benchmark));
        }
        string metrics = folder.MetricsJson, control = Path.Combine(folder.Path, "control.json");
        if (!File.Exists(metrics) || !File.Exists(control))
            return;
        string[][] rows =
        [
            .. JsonFile.Read(metrics, Rows),
            .. OtherMethods(folder),
            JsonFile.Read(control, chance => Row(chance.GetProperty("mean"), "random scores")),
        ];
        // Clouds have no AU-PRO: a column of dashes tells nothing.
        int[] told = [.. Enumerable.Range(0, Metrics.Length + 1).Where(column => column == 0
            || Array.Exists(rows, row => row[column] != Undefined))];
        console.WriteTable([.. told.Select(column => column == 0 ? "category" : Metrics[column - 1].Title)],
            rows.Select(row => told.Select(column => row[column]).ToArray()));
        console.Out.WriteLine($"In percent, with 95 % intervals; all metrics: {folder.In("metrics.md")}");
    }

    private static void Trials(CliConsole console, ImmutableArray<TrialTable> tables)
    {
        foreach (TrialTable table in tables)
        {
            console.Out.WriteLine($"{TrialText.CaptionOf(table)}:");
            console.WriteTable(TrialText.Titles(table), TrialText.Lines(table));
        }
        foreach (TrialComparison comparison in TrialComparison.Of(tables))
            console.Out.WriteLine(TrialText.Sentence(comparison));
    }

    // Means of the methods that the run compares the main one with.
    private static IEnumerable<string[]> OtherMethods(RunFolder folder)
    {
        string methods = Path.Combine(folder.Path, "methods");
        if (!Directory.Exists(methods))
            yield break;
        // Methods may have verdicts or maps alone.
        foreach (string method in Directory.EnumerateDirectories(methods).Order(StringComparer.Ordinal)
            .Where(method => File.Exists(Path.Combine(method, "metrics.json"))))
        {
            yield return JsonFile.Read(Path.Combine(method, "metrics.json"),
                other => MeanRow(other, $"mean of {Path.GetFileName(method)}"));
        }
    }

    private static string[][] Rows(JsonElement result) => [.. result.GetProperty("categories").EnumerateArray()
        .Select(category => Row(category, null)), MeanRow(result, "mean")];

    // A mean over fewer than all categories says over how many.
    private static string[] MeanRow(JsonElement result, string title)
    {
        string[][] categories = [.. result.GetProperty("categories").EnumerateArray()
            .Select(category => Row(category, null))];
        return [.. Row(result.GetProperty("mean"), title).Select((cell, column)
            => categories.Count(row => row[column] != Undefined) is var count && column > 0 && count > 0
                && count < categories.Length ? $"{cell} ({count} of {categories.Length})" : cell)];
    }

    private static string[] Row(JsonElement category, string? title)
        => [title ?? category.GetProperty("category").GetString()!,
            .. Metrics.Select(metric => Cell(category, metric.Path))];

    private static string Cell(JsonElement category, string[] path)
    {
        JsonElement found = category;
        foreach (string part in path)
            if (!found.TryGetProperty(part, out found))
                return Undefined;
        if (found.GetProperty("value").ValueKind == JsonValueKind.Null)
            return Undefined;
        string value = Percent(found.GetProperty("value"));
        return found.TryGetProperty("low", out JsonElement low) && found.TryGetProperty("high", out JsonElement high)
            ? $"{value} [{Percent(low)}, {Percent(high)}]" : value;
    }

    private static string Percent(JsonElement number) => (100 * number.GetDouble())
        .ToString("F1", CultureInfo.InvariantCulture);
}
