using System.Globalization;
using System.Text.Json;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Core.Runs;
using Pipeline3D.Reporting.Benchmark;

namespace Pipeline3D.Cli.Running;

/// <summary>The metrics of a run as the terminal shows them: the five that papers print, in percent, beside
/// chance.</summary>
internal static class MetricsTable
{
    private static readonly (string Title, string[] Path)[] Metrics =
    [
        ("I-AUROC", ["image_auroc"]), ("I-AP", ["image_ap"]), ("P-AUROC", ["pixel_auroc"]),
        ("AU-PRO@0.3", ["au_pro", "0.3"]), ("AU-PRO@0.01", ["au_pro", "0.01"]),
    ];

    /// <summary>Prints the table; nothing when the run made no metrics.</summary>
    public static void Print(RunFolder folder, CliConsole console)
    {
        if (BenchmarkTable.Of(folder) is { } benchmark)
        {
            console.WriteTable([.. BenchmarkText.Titles], BenchmarkText.Lines(benchmark));
            console.Out.WriteLine("In percent, mean and deviation over seeds; all numbers: "
                + folder.In("benchmark.csv"));
        }
        string metrics = Path.Combine(folder.Path, "metrics.json"), control = Path.Combine(folder.Path, "control.json");
        if (!File.Exists(metrics) || !File.Exists(control))
            return;
        using JsonDocument result = JsonDocument.Parse(File.ReadAllBytes(metrics)),
            chance = JsonDocument.Parse(File.ReadAllBytes(control));
        string[][] rows =
        [
            .. result.RootElement.GetProperty("categories").EnumerateArray().Select(category => Row(category, null)),
            Row(result.RootElement.GetProperty("mean"), "mean"),
            .. OtherMethods(folder),
            Row(chance.RootElement.GetProperty("mean"), "random scores"),
        ];
        console.WriteTable([.. Metrics.Select(metric => metric.Title).Prepend("category")], rows);
        console.Out.WriteLine($"In percent, with 95 % intervals; all metrics: {folder.In("metrics.md")}");
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
            using JsonDocument other = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(method, "metrics.json")));
            yield return Row(other.RootElement.GetProperty("mean"), $"mean of {Path.GetFileName(method)}");
        }
    }

    private static string[] Row(JsonElement category, string? title)
        => [title ?? category.GetProperty("category").GetString()!,
            .. Metrics.Select(metric => Cell(category, metric.Path))];

    private static string Cell(JsonElement category, string[] path)
    {
        JsonElement found = category;
        foreach (string part in path)
            if (!found.TryGetProperty(part, out found))
                return "-";
        if (found.GetProperty("value").ValueKind == JsonValueKind.Null)
            return "-";
        string value = Percent(found.GetProperty("value"));
        return found.TryGetProperty("low", out JsonElement low) && found.TryGetProperty("high", out JsonElement high)
            ? $"{value} [{Percent(low)}, {Percent(high)}]" : value;
    }

    private static string Percent(JsonElement number) => (100 * number.GetDouble())
        .ToString("F1", CultureInfo.InvariantCulture);
}
