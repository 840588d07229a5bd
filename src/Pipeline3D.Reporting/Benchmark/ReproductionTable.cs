using System.Collections.Immutable;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Reporting.Benchmark;

/// <summary>What papers report of a run's methods on one dataset, beside what the run found.</summary>
public sealed class ReproductionTable
{
    private const string Mean = "mean";

    private ReproductionTable(string dataset, IReadOnlyList<ReproducedRow> rows,
        ImmutableSortedDictionary<string, ImmutableArray<string>> changes)
        => (Dataset, Rows, Changes) = (dataset, rows, changes);

    /// <summary>Id of the dataset.</summary>
    public string Dataset { get; }

    /// <summary>The published rows in their order, with ours.</summary>
    public IReadOnlyList<ReproducedRow> Rows { get; }

    /// <summary>By the id of the method, where the run left the protocol, such as <c>epochs=1 instead of
    /// 100</c>.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Changes { get; }

    /// <summary>Compares.</summary>
    /// <param name="found">What the run found; null when it measured nothing.</param>
    /// <param name="dataset">Id of the dataset.</param>
    /// <param name="published">What papers report.</param>
    /// <param name="changes">By the id of the method, where the run left the protocol.</param>
    public static ReproductionTable Of(BenchmarkTable? found, string dataset,
        IEnumerable<PublishedNumbers> published, IEnumerable<KeyValuePair<string, ImmutableArray<string>>> changes)
    {
        IReadOnlyList<BenchmarkCell> cells = found?.Cells ?? [];
        return new ReproductionTable(dataset, [.. published.Select(row => RowOf(row, [.. cells.Where(cell
            => cell.Dataset == dataset && cell.Metric == row.Metric)]))],
            changes.ToImmutableSortedDictionary(StringComparer.Ordinal));
    }

    /// <summary>One table of several of the same published rows: each row as in the first that it is compared
    /// in.</summary>
    /// <exception cref="ArgumentException">There is none, or their rows differ.</exception>
    public static ReproductionTable Of(IReadOnlyList<ReproductionTable> tables)
    {
        if (tables.Count == 0 || tables.Any(table => table.Rows.Count != tables[0].Rows.Count))
            throw new ArgumentException("tables of the same rows are needed", nameof(tables));
        ILookup<string, string> changes = tables.SelectMany(table => table.Changes).SelectMany(of => of.Value.Select(
            change => (of.Key, change))).Distinct().ToLookup(of => of.Key, of => of.change);
        return new ReproductionTable(tables[0].Dataset, [.. tables[0].Rows.Select((row, i)
            => tables.Select(table => table.Rows[i]).FirstOrDefault(found => found.Published.NotCompared is null)
                ?? row)], tables[0].Changes.ToImmutableSortedDictionary(of => of.Key, of
                    => changes[of.Key].ToImmutableArray(), StringComparer.Ordinal));
    }

    /// <summary>Writes reproduction.json, reproduction.csv and reproduction.md to the run's folder.</summary>
    public void Write(RunFolder folder)
    {
        AtomicFile.WriteText(folder.In("reproduction.json"), ReproductionText.Json(this));
        AtomicFile.WriteText(folder.In("reproduction.csv"), ReproductionText.Csv(this));
        AtomicFile.WriteText(folder.In("reproduction.md"), ReproductionText.Markdown(this));
    }

    private static ReproducedRow RowOf(PublishedNumbers row, BenchmarkCell[] found)
    {
        if (row.NotCompared is not null)
            found = [];
        string method = row.LearntOn.Length > 0 ? $"{row.Method}{BenchmarkTable.LearntOn}{row.LearntOn}" : row.Method;
        BenchmarkCell[] cells = [.. found.Where(cell => cell.Method == method)];
        string[] theirs = [.. row.Values.Keys.Where(name => name != Mean)];
        string[] ours = [.. cells.Select(cell => cell.Category).Where(name => name != Mean)];
        int of = row.Categories > 0 ? row.Categories : theirs.Length;
        bool isWhole = of == 0 || (ours.Length == of && theirs.All(ours.Contains));
        // A row of nothing but a mean needs no column per category: the benchmark has them.
        IEnumerable<string> shown = theirs.Length == 0 ? []
            : theirs.Union(ours, StringComparer.Ordinal).Order(StringComparer.Ordinal);
        string? note = row.NotCompared ?? (cells.Length == 0 ? $"The run has no {row.Metric} of {method}."
            : isWhole ? null : $"The folder has {ours.Length} of the paper's {of} categories; the means are of "
                + "different sets.");
        ImmutableArray<ReproducedValue> values = [.. shown.Append(Mean).Select(ValueOf)];
        string fit = method + BenchmarkTable.LearntOn;
        return new ReproducedRow(row, cells.Select(cell => cell.Seeds).DefaultIfEmpty().Max(), values, note)
        {
            Fits = [.. found.Where(cell => cell.Method.StartsWith(fit, StringComparison.Ordinal))
                .GroupBy(cell => cell.Method).Select(group => new ReproducedFit(group.Key[fit.Length..],
                    [.. values.Select(value => group.FirstOrDefault(cell => cell.Category == value.Category)?.Mean)]))],
        };

        ReproducedValue ValueOf(string category)
        {
            double? published = row.Values.TryGetValue(category, out double value) ? value : null;
            BenchmarkCell? own = cells.FirstOrDefault(cell => cell.Category == category);
            return new ReproducedValue(category, published, own?.Mean, own?.Deviation,
                category == Mean && !isWhole ? null : own?.Mean - published);
        }
    }
}
