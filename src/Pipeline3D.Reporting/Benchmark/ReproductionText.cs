using System.Globalization;
using System.Text;
using System.Text.Json;
using Pipeline3D.Evaluation.Results;

namespace Pipeline3D.Reporting.Benchmark;

/// <summary>Published values beside ours, in the forms that people and programs take.</summary>
public static class ReproductionText
{
    /// <summary>The titles of <see cref="Lines(ReproducedRow)"/>: the metric, then the categories.</summary>
    public static IReadOnlyList<string> Titles(ReproducedRow row)
        => [BenchmarkText.TitleOf(row.Published.Metric), .. row.Values.Select(value => value.Category)];

    /// <summary>Lines with three digits: what was published, what each fit found and the mean of them where there are
    /// several, what was found here, the difference.</summary>
    public static IReadOnlyList<string[]> Lines(ReproducedRow row) =>
    [
        [row.Published.Source, .. row.Values.Select(value => Text(value.Published))],
        .. row.Fits.Select(fit => (string[])[$"learnt on {fit.LearntOn}", .. fit.Values.Select(Text)]),
        [$"here{MeanOf(row)}", .. row.Values.Select(OurText)],
        ["difference", .. row.Values.Select(value => value.Difference is { } found
            ? found.ToString("+0.000;-0.000;0.000", CultureInfo.InvariantCulture) : "-")],
    ];

    /// <summary>The rows in groups that are shown in one table: the lines of a published table of trials together,
    /// every other row alone.</summary>
    public static IEnumerable<IReadOnlyList<ReproducedRow>> Groups(IEnumerable<ReproducedRow> rows)
        => rows.Select((row, i) => (Row: row, Key: row.Published.LearntOn.Length == 0 ? (object)i
            : (row.Published.Method, row.Published.Source, row.Published.Metric)))
            .GroupBy(row => row.Key, row => row.Row).Select(group => (IReadOnlyList<ReproducedRow>)[.. group]);

    /// <summary>The titles of <see cref="Lines(IReadOnlyList{ReproducedRow})"/>.</summary>
    public static IReadOnlyList<string> Titles(IReadOnlyList<ReproducedRow> group) => group is [{ } row]
        && row.Published.LearntOn.Length == 0 ? Titles(row)
        : [$"{BenchmarkText.TitleOf(group[0].Published.Metric)}, learnt on", .. CategoriesOf(group)];

    /// <summary>The lines of a group: of trials, what was published of each fit and below it what was found here; then
    /// the means over the fits of both.</summary>
    public static IReadOnlyList<string[]> Lines(IReadOnlyList<ReproducedRow> group)
    {
        if (group is [{ } alone] && alone.Published.LearntOn.Length == 0)
            return Lines(alone);
        string[] categories = CategoriesOf(group);
        return
        [
            .. group.SelectMany(row => new[] { Line($"{row.Published.LearntOn}, published", row, value
                => value.Published), Line($"{row.Published.LearntOn}, here", row, value => value.Ours) }),
            [$"mean, {group[0].Published.Source}", .. categories.Select(category => Text(MeanOf(category, value
                => value.Published)))],
            ["mean, here", .. categories.Select(category => Text(MeanOf(category, value => value.Ours)))],
        ];

        string[] Line(string title, ReproducedRow row, Func<ReproducedValue, double?> number) => [title,
            .. categories.Select(category => Text(row.Values.Where(value => value.Category == category).Select(number)
                .FirstOrDefault()))];

        double? MeanOf(string category, Func<ReproducedValue, double?> number) => group.SelectMany(row => row.Values)
            .Where(value => value.Category == category).Average(number);
    }

    /// <summary>Where the run left a method's protocol, a sentence; null when it did not.</summary>
    public static string? Changes(ReproductionTable table, string method)
        => table.Changes.GetValueOrDefault(method) is { IsDefaultOrEmpty: false } changes
            ? $"{method} did not follow the protocol: {string.Join(", ", changes)}." : null;

    /// <summary>All rows with all digits.</summary>
    public static string Json(ReproductionTable table) => JsonSerializer.Serialize(new
    {
        table.Dataset,
        Methods = table.Rows.Select(row => row.Published.Method).Union(table.Changes.Keys).Distinct().Select(method
            => new
            {
                Method = method,
                Changes = table.Changes.TryGetValue(method, out var changes) ? changes : [],
                Rows = table.Rows.Where(row => row.Published.Method == method).Select(row => new
                {
                    row.Published.Source, row.Published.LearntOn, row.Published.Metric, row.Published.Options,
                    row.Seeds, row.Note, row.Values, row.Fits,
                }),
            }),
    }, BenchmarkText.JsonForm) + "\n";

    /// <summary>One line per value, with all digits.</summary>
    public static string Csv(ReproductionTable table)
    {
        var text = new StringBuilder("dataset,method,source,learnt_on,metric,category,");
        text.Append("published,ours,deviation,difference,seeds\n");
        foreach (ReproducedRow row in table.Rows)
            foreach (ReproducedValue value in row.Values)
                text.Append(CultureInfo.InvariantCulture, $"{table.Dataset},{row.Published.Method},")
                    .Append(CultureInfo.InvariantCulture,
                    $"{MetricsCsv.Quoted(row.Published.Source)},{row.Published.LearntOn},{row.Published.Metric},")
                    .Append(CultureInfo.InvariantCulture,
                    $"{MetricsCsv.Quoted(value.Category)},{value.Published:R},{value.Ours:R},")
                    .Append(CultureInfo.InvariantCulture, $"{value.Deviation:R},{value.Difference:R},{row.Seeds}\n");
        return text.ToString();
    }

    /// <summary>A table of Markdown per published row.</summary>
    public static string Markdown(ReproductionTable table)
    {
        var text = new StringBuilder($"# {table.Dataset}\n");
        foreach (string method in table.Rows.Select(row => row.Published.Method).Union(table.Changes.Keys).Distinct())
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {method}\n");
            if (Changes(table, method) is { } changes)
                text.Append(CultureInfo.InvariantCulture, $"\n{changes}\n");
            foreach (IReadOnlyList<ReproducedRow> group in Groups(table.Rows.Where(row
                => row.Published.Method == method)))
            {
                IReadOnlyList<string> titles = Titles(group);
                text.Append(CultureInfo.InvariantCulture, $"\n{BenchmarkText.MarkdownRow(titles)}")
                    .Append(CultureInfo.InvariantCulture, $"|{string.Concat(titles.Select(_ => "---|"))}\n");
                foreach (string[] line in Lines(group))
                    text.Append(CultureInfo.InvariantCulture, $"{BenchmarkText.MarkdownRow(line)}");
                foreach (string note in Notes(group))
                    text.Append(CultureInfo.InvariantCulture, $"\n{note}\n");
            }
        }
        return text.ToString();
    }

    /// <summary>What to know about the comparison, each sentence once.</summary>
    public static IEnumerable<string> Notes(IReadOnlyList<ReproducedRow> group)
    {
        // Fits that were not run are named together.
        ReproducedRow[] missing = [.. group.Where(row => row.Published is { LearntOn.Length: > 0, NotCompared: null }
            && row.Seeds == 0)];
        string[] together = missing.Length == 0 ? [] : [$"The run has no {missing[0].Published.Metric} of "
            + $"{missing[0].Published.Method} learnt on {string.Join(", ", missing.Select(row
                => row.Published.LearntOn))}."];
        return group.Except(missing).Select(row => row.Note).OfType<string>().Distinct().Concat(together);
    }

    private static string[] CategoriesOf(IReadOnlyList<ReproducedRow> group) => [.. group.SelectMany(row => row.Values)
        .Select(value => value.Category).Distinct().OrderBy(name => name == "mean").ThenBy(name => name,
            StringComparer.Ordinal)];

    private static string MeanOf(ReproducedRow row)
    {
        string[] of = [.. row.Fits.Length > 1 ? (string[])[$"{row.Fits.Length} fits"] : [],
            .. row.Seeds > 1 ? (string[])[$"{row.Seeds} seeds"] : []];
        return of.Length > 0 ? $", mean of {string.Join(" and ", of)}" : "";
    }

    private static string OurText(ReproducedValue value) => value.Deviation is { } deviation
        ? string.Create(CultureInfo.InvariantCulture, $"{value.Ours:F3} ± {deviation:F3}") : Text(value.Ours);

    private static string Text(double? value) => value?.ToString("F3", CultureInfo.InvariantCulture) ?? "-";
}
