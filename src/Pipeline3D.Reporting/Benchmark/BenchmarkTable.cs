using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Reporting.Benchmark;

/// <summary>The comparison of a run's methods over datasets, categories and seeds.</summary>
/// <remarks>Made of the metrics below <c>methods/</c>: a folder called <c>NAME-seed-N</c> is the method NAME with seed
/// N, <c>NAME_on_DATASET-seed-N</c> the same on one of several datasets, <c>NAME_from_WHAT_on_DATASET-seed-N</c> a fit
/// of it that was learnt on WHAT. Each such fit has its numbers here, and under NAME stands their mean: of a category
/// over the fits that were measured on it, of the mean over all fits. Means and deviations are over seeds; intervals
/// are those of each single run. Categories of different datasets are different ones, whatever their names. The last
/// lines of a dataset are the same labels and masks scored at random (control.json).</remarks>
public sealed partial class BenchmarkTable
{
    /// <summary>Name of the random control among the methods.</summary>
    public const string Control = "random scores";

    /// <summary>Stands between a method and what a fit of it was learnt on.</summary>
    public const string LearntOn = " learnt on ";

    private BenchmarkTable(IReadOnlyList<BenchmarkRow> rows) => Rows = rows;

    /// <summary>All numbers: by dataset, method, seed, category (the mean last) and metric.</summary>
    public IReadOnlyList<BenchmarkRow> Rows { get; }

    /// <summary>The numbers over seeds, in the same order; undefined ones are left out.</summary>
    public IReadOnlyList<BenchmarkCell> Cells => [.. Rows.Where(row => row.Value is not null)
        .GroupBy(row => (row.Dataset, row.Method, row.Category, row.Metric)).Select(group =>
        {
            double[] values = [.. group.Select(row => row.Value!.Value)];
            double mean = values.Average();
            return new BenchmarkCell(group.Key.Dataset, group.Key.Method, group.Key.Category, group.Key.Metric, mean,
                values.Length < 2 ? null
                : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)), values.Length);
        })];

    /// <summary>Reads the metrics of a run's methods; null when it compares none by seeds.</summary>
    /// <exception cref="JsonException">A metrics file is damaged.</exception>
    public static BenchmarkTable? Of(RunFolder folder)
    {
        string methods = Path.Combine(folder.Path, "methods");
        var rows = new List<BenchmarkRow>();
        var controls = new Dictionary<string, string>(StringComparer.Ordinal);
        string[] folders = Directory.Exists(methods) ? Directory.GetDirectories(methods) : [];
        foreach (string path in folders.Order(StringComparer.Ordinal))
            if (SeededName().Match(Path.GetFileName(path)) is { Success: true } match
                && Path.Combine(path, "metrics.json") is var file && File.Exists(file))
            {
                string? dataset = match.Groups["dataset"] is { Success: true } found ? found.Value : null;
                string name = match.Groups["method"].Value;
                if (match.Groups["learnt"] is { Success: true } learnt)
                    name += LearntOn + learnt.Value;
                rows.AddRange(RowsOf(file, dataset, name,
                    int.Parse(match.Groups["seed"].Value, CultureInfo.InvariantCulture)));
                // One is enough: the control knows labels and the run's seed alone.
                if (Path.Combine(path, "control.json") is var control && File.Exists(control)
                    && controls.TryAdd(dataset ?? "", control))
                    rows.AddRange(RowsOf(control, dataset, Control, null));
            }
        rows.AddRange(MeansOfFits(rows).ToArray());
        return rows.Count == 0 ? null : new BenchmarkTable([.. rows.OrderBy(row => row.Dataset, StringComparer.Ordinal)
            .ThenBy(row => row.Method == Control).ThenBy(row => row.Method, StringComparer.Ordinal)
            .ThenBy(row => row.Seed).ThenBy(row => row.Category == "mean").ThenBy(row => row.Category,
                StringComparer.Ordinal)]);
    }

    /// <summary>Writes benchmark.json, benchmark.csv, benchmark.md and benchmark.tex to the run's folder.</summary>
    public void Write(RunFolder folder)
    {
        AtomicFile.WriteText(folder.In("benchmark.json"), BenchmarkText.Json(this));
        AtomicFile.WriteText(folder.In("benchmark.csv"), BenchmarkText.Csv(this));
        AtomicFile.WriteText(folder.In("benchmark.md"), BenchmarkText.Markdown(this));
        AtomicFile.WriteText(folder.In("benchmark.tex"), BenchmarkText.Latex(this));
    }

    // As papers average them: fits count alike, whatever they were measured on.
    private static IEnumerable<BenchmarkRow> MeansOfFits(IEnumerable<BenchmarkRow> rows)
        => rows.Where(row => row.Method.Contains(LearntOn, StringComparison.Ordinal)).GroupBy(row => (row.Dataset,
            Method: row.Method[..row.Method.IndexOf(LearntOn, StringComparison.Ordinal)], row.Seed, row.Category,
            row.Metric)).Select(group => new BenchmarkRow(group.Key.Dataset, group.Key.Method, group.Key.Seed,
                group.Key.Category, group.Key.Metric, group.Average(row => row.Value), null, null));

    private static BenchmarkRow[] RowsOf(string file, string? dataset, string method, int? seed)
    {
        return JsonFile.Read<BenchmarkRow[]>(file, root => [.. root.GetProperty("categories").EnumerateArray()
            .SelectMany(category => Numbers(category, category.GetProperty("category").GetString()!))
            .Concat(Numbers(root.GetProperty("mean"), "mean"))]);

        IEnumerable<BenchmarkRow> Numbers(JsonElement metrics, string category)
        {
            foreach (JsonProperty metric in metrics.EnumerateObject())
            {
                if (metric.Value.ValueKind != JsonValueKind.Object)
                    continue;
                if (metric.Value.TryGetProperty("value", out _))
                    yield return Row(metric.Name, metric.Value);
                else
                    foreach (JsonProperty limit in metric.Value.EnumerateObject())
                        if (limit.Value.ValueKind == JsonValueKind.Object)
                            yield return Row($"{metric.Name}@{limit.Name}", limit.Value);
            }

            BenchmarkRow Row(string name, JsonElement number) => new(dataset, method, seed, category,
                name, NumberOf(number, "value"), NumberOf(number, "low"), NumberOf(number, "high"));
        }
    }

    private static double? NumberOf(JsonElement metric, string name)
        => metric.TryGetProperty(name, out JsonElement found) && found.ValueKind == JsonValueKind.Number
            ? found.GetDouble() : null;

    [GeneratedRegex(@"^(?<method>.+?)(?:_from_(?<learnt>.+?))?(?:_on_(?<dataset>.+))?-seed-(?<seed>\d{1,9})$")]
    private static partial Regex SeededName();
}
