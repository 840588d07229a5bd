using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pipeline3D.Evaluation.Results;

namespace Pipeline3D.Reporting.Benchmark;

/// <summary>A comparison of methods in the forms that papers and programs take.</summary>
public static class BenchmarkText
{
    private static readonly (string Title, string Metric)[] Shown =
    [
        ("I-AUROC", "image_auroc"), ("I-AP", "image_ap"), ("P-AUROC", "pixel_auroc"), ("AU-PRO@0.3", "au_pro@0.3"),
        ("AU-PRO@0.01", "au_pro@0.01"),
    ];

    internal static JsonSerializerOptions JsonForm { get; } = new()
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The titles of <see cref="Lines"/>.</summary>
    public static IReadOnlyList<string> Titles
        => ["dataset", "method", "category", .. Shown.Select(metric => metric.Title)];

    /// <summary>A metric's name for people: <c>AU-PRO@0.3</c> for <c>au_pro@0.3</c>; its own where none is
    /// known.</summary>
    public static string TitleOf(string metric)
        => Shown.FirstOrDefault(shown => shown.Metric == metric).Title ?? metric;

    /// <summary>One line per dataset, method and category, in percent: the mean over seeds, and behind a sign of plus
    /// and minus their standard deviation.</summary>
    public static IReadOnlyList<string[]> Lines(BenchmarkTable table)
    {
        ILookup<(string?, string, string), BenchmarkCell> cells = table.Cells.ToLookup(
            cell => (cell.Dataset, cell.Method, cell.Category));
        return [.. table.Rows.Select(row => (row.Dataset, row.Method, row.Category)).Distinct().Select(line
            => (string[])[line.Dataset ?? "-", line.Method, line.Category, .. Shown.Select(metric
                => cells[line].FirstOrDefault(cell => cell.Metric == metric.Metric) is { } cell ? Text(cell) : "-")])];
    }

    /// <summary>Rows and cells with all digits.</summary>
    public static string Json(BenchmarkTable table)
    {
        var trials = TrialTable.Of(table);
        return JsonSerializer.Serialize(new { table.Rows, table.Cells, Trials = trials.Select(trial => new
        {
            trial.Dataset, trial.Method, trial.Metric, trial.Categories, trial.Lines, trial.Mean,
        }), Comparisons = TrialComparison.Of(trials).Select(found => new
        {
            found.Dataset, found.Metric, found.Method, found.Other, Difference = found.Difference.Value,
            found.Difference.Low, found.Difference.High, found.Trials, found.Above,
            Sentence = TrialText.Sentence(found),
        }) }, JsonForm) + "\n";
    }

    /// <summary>The rows with all digits.</summary>
    public static string Csv(BenchmarkTable table)
    {
        var text = new StringBuilder("dataset,method,seed,category,metric,value,low,high\n");
        foreach (BenchmarkRow row in table.Rows)
            text.Append(CultureInfo.InvariantCulture, $"{row.Dataset},{row.Method},{row.Seed},")
                .Append(CultureInfo.InvariantCulture, $"{MetricsCsv.Quoted(row.Category)},")
                .Append(CultureInfo.InvariantCulture, $"{row.Metric},{row.Value:R},{row.Low:R},{row.High:R}\n");
        return text.ToString();
    }

    /// <summary>The lines as a table of Markdown.</summary>
    public static string Markdown(BenchmarkTable table)
    {
        var text = new StringBuilder(MarkdownRow(Titles));
        text.Append('|').Append(string.Concat(Titles.Select(_ => "---|"))).Append('\n');
        foreach (string[] line in Lines(table))
            text.Append(MarkdownRow(line));
        return text.Append("\nIn percent; mean and sample standard deviation over seeds.\n")
            .Append(TrialText.Markdown(table)).ToString();
    }

    /// <summary>The lines as a tabular of LaTeX, with rules of the package booktabs.</summary>
    public static string Latex(BenchmarkTable table)
    {
        return Tabular("", $"lll{new string('r', Shown.Length)}", Titles, Lines(table)) + TrialText.Latex(table);
    }

    internal static string Tabular(string above, string columns, IReadOnlyList<string> titles,
        IReadOnlyList<string[]> lines)
    {
        var text = new StringBuilder($"{above}\\begin{{tabular}}{{{columns}}}\n\\toprule\n");
        text.Append($"{string.Join(" & ", titles.Select(Escaped))} \\\\\n\\midrule\n");
        foreach (string[] line in lines)
            text.Append($"{string.Join(" & ", line.Select(Escaped))} \\\\\n");
        return text.Append("\\bottomrule\n\\end{tabular}\n").ToString();
    }

    private static string Text(BenchmarkCell cell) => cell.Deviation is { } deviation
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * cell.Mean:F1} ± {100 * deviation:F1}")
        : (100 * cell.Mean).ToString("F1", CultureInfo.InvariantCulture);

    internal static string MarkdownRow(IEnumerable<string> cells)
        => $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n";

    // Names of folders hold what LaTeX takes for commands.
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (char c in text)
            escaped.Append(c switch
            {
                '_' or '%' or '&' or '#' or '$' or '{' or '}' => $"\\{c}",
                '\\' => "\\textbackslash{}",
                '~' => "\\textasciitilde{}",
                '^' => "\\textasciicircum{}",
                '±' => "$\\pm$",
                _ => c.ToString(),
            });
        return escaped.ToString();
    }
}
