using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pipeline3D.Core.Runs;
using Pipeline3D.Reporting.Benchmark;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Reporting.Tests.Benchmark;

public sealed class TrialTableTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public TrialTableTests()
    {
        Found("m_from_bagel", 0, ("rope", 0.5), ("tire", 0.9));
        Found("m_from_rope", 0, ("bagel", 0.2), ("tire", 0.5));
        Found("m_from_tire", 0, ("bagel", 0.3), ("rope", 0.1));
        Found("n_from_bagel", 0, ("rope", 0.4), ("tire", 0.8));
        Found("n_from_rope", 0, ("bagel", 0.1), ("tire", 0.6));
        Found("n_from_tire", 0, ("bagel", 0.1), ("rope", 0.0));
        Found("plain", 0, ("bagel", 0.9));
    }

    [Fact]
    public void Of_FitsOfOneCategoryEach_ALineForEachAndTheMeanOfThem()
    {
        ImmutableArray<TrialTable> tables = TrialTable.Of(Benchmark);
        Assert.Equal([("m", "au_pro@0.3"), ("n", "au_pro@0.3")], tables.Select(table => (table.Method, table.Metric)));
        Assert.Equal(["learnt on", "bagel", "rope", "tire", "mean"], TrialText.Titles(tables[0]));
        Assert.Equal([["bagel", "-", "50.0", "90.0", "70.0"], ["rope", "20.0", "-", "50.0", "35.0"],
            ["tire", "30.0", "10.0", "-", "20.0"], ["mean", "25.0", "30.0", "70.0", "41.7"]],
            TrialText.Lines(tables[0]));
        Assert.Equal("AU-PRO@0.3 of m on mvtec3d: a line for each category that was learnt, a column for each that was "
            + "scored", TrialText.CaptionOf(tables[0]));
    }

    [Fact]
    public void Comparison_OverTheTrialsOfBoth_MeanDifferenceAndItsInterval()
    {
        TrialComparison found = Assert.Single(TrialComparison.Of(TrialTable.Of(Benchmark)));
        Assert.Equal(("m", "n", 6, 5), (found.Method, found.Other, found.Trials, found.Above));
        Assert.Equal((0.1 + 0.1 + 0.1 - 0.1 + 0.2 + 0.1) / 6, found.Difference.Value!.Value, 1e-12);
        Assert.StartsWith("AU-PRO@0.3 on mvtec3d: m less n +8.3 points (95 % interval of other categories ",
            TrialText.Sentence(found), StringComparison.Ordinal);
        Assert.EndsWith(", above in 5 of 6 trials", TrialText.Sentence(found), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Benchmark_EveryFormHasTheTrials()
    {
        Benchmark.Write(new RunFolder(_folder.Path));
        Assert.Contains("| tire | 30.0 | 10.0 | - | 20.0 |\n| mean | 25.0 | 30.0 | 70.0 | 41.7 |\n",
            File.ReadAllText(_folder["benchmark.md"]), StringComparison.Ordinal);
        Assert.Contains("\n- AU-PRO@0.3 on mvtec3d: m less n +8.3 points", File.ReadAllText(_folder["benchmark.md"]),
            StringComparison.Ordinal);
        Assert.Contains("\\begin{tabular}{lrrrr}\n\\toprule\nlearnt on & bagel & rope & tire & mean \\\\\n",
            File.ReadAllText(_folder["benchmark.tex"]), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(_folder["benchmark.json"]));
        JsonElement line = json.RootElement.GetProperty("trials")[0].GetProperty("lines")[1];
        Assert.Equal(("rope", 0.2, JsonValueKind.Null), (line.GetProperty("learnt_on").GetString(),
            line.GetProperty("values")[0].GetDouble(), line.GetProperty("values")[1].ValueKind));
        Assert.Equal(6, json.RootElement.GetProperty("comparisons")[0].GetProperty("trials").GetInt32());
    }

    [Fact]
    public void Reproduction_PublishedTrials_OursBelowEachFit()
    {
        ReproductionTable table = ReproductionTable.Of(Benchmark, "mvtec3d", [Row("bagel", ("rope", 0.6), ("tire", 0.8),
            ("mean", 0.7)), Row("rope", ("bagel", 0.3), ("tire", 0.4), ("mean", 0.35)), Row("foam", ("mean", 0.5)), Row("peach", ("mean", 0.5))], []);
        Assert.Equal([0.7, 0.35, null, null], table.Rows.Select(row => row.Values[^1].Ours));
        Assert.Null(table.Rows[0].Note);
        IReadOnlyList<ReproducedRow> group = Assert.Single(ReproductionText.Groups(table.Rows));
        Assert.Equal(["AU-PRO@0.3, learnt on", "bagel", "rope", "tire", "mean"], ReproductionText.Titles(group));
        Assert.Equal([["bagel, published", "-", "0.600", "0.800", "0.700"], ["bagel, here", "-", "0.500", "0.900", "0.700"],
            ["rope, published", "0.300", "-", "0.400", "0.350"], ["rope, here", "0.200", "-", "0.500", "0.350"],
            ["foam, published", "-", "-", "-", "0.500"], ["foam, here", "-", "-", "-", "-"],
            ["peach, published", "-", "-", "-", "0.500"], ["peach, here", "-", "-", "-", "-"],
            ["mean, Table 9", "0.300", "0.600", "0.600", "0.512"], ["mean, here", "0.200", "0.500", "0.700", "0.525"]],
            ReproductionText.Lines(group));
        Assert.Equal(["The run has no au_pro@0.3 of m learnt on foam, peach."], ReproductionText.Notes(group));
        Assert.Contains("| rope, here | 0.200 | - | 0.500 | 0.350 |\n", ReproductionText.Markdown(table),
            StringComparison.Ordinal);
        Assert.Contains("\nmvtec3d,m,Table 9,bagel,au_pro@0.3,rope,0.6,0.5,,-0.0", ReproductionText.Csv(table),
            StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private BenchmarkTable Benchmark => BenchmarkTable.Of(new RunFolder(_folder.Path))!;

    private static PublishedNumbers Row(string learntOn, params (string Category, double Value)[] values)
        => new("m", "Table 9", "au_pro@0.3", values.ToImmutableSortedDictionary(value => value.Category,
            value => value.Value, StringComparer.Ordinal)) { LearntOn = learntOn };

    private void Found(string method, int seed, params (string Category, double Value)[] values)
    {
        string Metric(double value) => "\"au_pro\": { \"0.3\": { \"value\": "
            + value.ToString(CultureInfo.InvariantCulture) + " } }";
        string folder = Directory.CreateDirectory(_folder[$"methods/{method}_on_mvtec3d-seed-{seed}"]).FullName;
        string categories = string.Join(", ", values.Select(value
            => $"{{ \"category\": \"{value.Category}\", {Metric(value.Value)} }}"));
        File.WriteAllText(Path.Combine(folder, "metrics.json"),
            $"{{ \"categories\": [ {categories} ], \"mean\": {{ {Metric(values.Average(value => value.Value))} }} }}");
    }
}
