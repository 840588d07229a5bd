using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pipeline3D.Core.Runs;
using Pipeline3D.Reporting.Benchmark;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Reporting.Tests.Benchmark;

public sealed class ReproductionTableTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Of_AllCategoriesAndTwoSeeds_MeanDeviationAndDifferenceOfEach()
    {
        Found("m", 0, ("bagel", 0.5), ("rope", 0.7));
        Found("m", 1, ("bagel", 0.7), ("rope", 0.7));
        ReproducedRow row = Assert.Single(TableOf(Row("m", ("bagel", 0.5), ("rope", 0.9), ("mean", 0.7))).Rows);
        Assert.Null(row.Note);
        Assert.Equal(2, row.Seeds);
        Assert.Equal(["AU-PRO@0.3", "bagel", "rope", "mean"], ReproductionText.Titles(row));
        Assert.Equal([["Table 1, of \"m\"", "0.500", "0.900", "0.700"],
            ["here, mean of 2 seeds", "0.600 ± 0.141", "0.700 ± 0.000", "0.650 ± 0.071"],
            ["difference", "+0.100", "-0.200", "-0.050"]], ReproductionText.Lines(row));
    }

    [Fact]
    public void Of_FitsLearntOnOtherCategories_OursIsTheirMeanAndEachIsALine()
    {
        Found("m_from_bagel", 0, ("rope", 0.5), ("tire", 0.9));
        Found("m_from_rope", 0, ("bagel", 0.2), ("tire", 0.5));
        ReproductionTable table = TableOf(Row("m", ("bagel", 0.25), ("rope", 0.5), ("tire", 0.5), ("mean", 0.5)));
        ReproducedRow row = Assert.Single(table.Rows);
        Assert.Null(row.Note);
        Assert.Equal([["Table 1, of \"m\"", "0.250", "0.500", "0.500", "0.500"],
            ["learnt on bagel", "-", "0.500", "0.900", "0.700"], ["learnt on rope", "0.200", "-", "0.500", "0.350"],
            ["here, mean of 2 fits", "0.200", "0.500", "0.700", "0.525"],
            ["difference", "-0.050", "0.000", "+0.200", "+0.025"]], ReproductionText.Lines(row));
        Assert.Equal((0.7 + 0.35) / 2, row.Values[^1].Ours!.Value, 1e-12);
        Found("m_from_rope", 1, ("bagel", 0.2), ("tire", 0.5));
        Found("m_from_bagel", 1, ("rope", 0.5), ("tire", 0.9));
        row = Assert.Single(TableOf(Row("m", ("mean", 0.5))).Rows);
        Assert.Equal("here, mean of 2 fits and 2 seeds", ReproductionText.Lines(row)[^2][0]);
        Assert.Equal(["m", "m learnt on bagel", "m learnt on rope"],
            BenchmarkTable.Of(new RunFolder(_folder.Path))!.Rows.Select(found => found.Method).Distinct());
    }

    [Fact]
    public void Of_SeveralTables_EachRowIsThatOfTheTableItIsComparedIn()
    {
        Found("m", 0, ("bagel", 0.5));
        PublishedNumbers one = Row("m", ("bagel", 0.25)), other = Row("m", ("bagel", 0.75));
        ReproductionTable first = TableOf(one, other with { NotCompared = "Not compared: views." }),
            second = TableOf(one with { NotCompared = "Not compared: views." }, other);
        ReproductionTable whole = ReproductionTable.Of([first, second]);
        Assert.Equal([0.25, -0.25], whole.Rows.Select(row => row.Values[0].Difference!.Value));
        Assert.Throws<ArgumentException>(() => ReproductionTable.Of([]));
        Assert.Throws<ArgumentException>(() => ReproductionTable.Of([first, TableOf(one)]));
    }

    [Fact]
    public void Of_FewerCategoriesThanThePaper_NoDifferenceOfMeansAndASentence()
    {
        Found("m", 0, ("bagel", 0.5), ("own", 0.7));
        ReproductionTable table = TableOf(Row("m", ("bagel", 0.4), ("rope", 0.9), ("mean", 0.65)) with
        {
            Categories = 10,
        });
        Assert.Equal([["Table 1, of \"m\"", "0.400", "-", "0.900", "0.650"], ["here", "0.500", "0.700", "-", "0.600"],
            ["difference", "+0.100", "-", "-", "-"]], ReproductionText.Lines(table.Rows[0]));
        Assert.Equal("The folder has 2 of the paper's 10 categories; the means are of different sets.",
            table.Rows[0].Note);
    }

    [Fact]
    public void Of_RowOfOtherOptionsOrMethods_PublishedValuesAlone()
    {
        Found("m", 0, ("bagel", 0.5));
        ReproductionTable table = TableOf(Row("m", ("mean", 0.6)) with { NotCompared = "Made with width=128." },
            Row("n", ("mean", 0.8)));
        Assert.All(table.Rows, row => Assert.All(row.Values, value => Assert.Null(value.Ours)));
        Assert.Equal(["Made with width=128.", "The run has no au_pro@0.3 of n."], table.Rows.Select(row => row.Note));
        Assert.Contains("| difference | - |\n\nMade with width=128.\n", ReproductionText.Markdown(table),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Table_ThreeFilesOfTheSameNumbers()
    {
        Found("m", 0, ("bagel", 0.5));
        var run = new RunFolder(_folder.Path);
        ReproductionTable.Of(BenchmarkTable.Of(run), "mvtec3d", [Row("m", ("bagel", 0.25), ("mean", 0.25))],
            [KeyValuePair.Create<string, ImmutableArray<string>>("m", ["epochs=1 instead of 100"])]).Write(run);
        Assert.Equal(""""
            dataset,method,source,learnt_on,metric,category,published,ours,deviation,difference,seeds
            mvtec3d,m,"Table 1, of ""m""",,au_pro@0.3,bagel,0.25,0.5,,0.25,1
            mvtec3d,m,"Table 1, of ""m""",,au_pro@0.3,mean,0.25,0.5,,0.25,1

            """", File.ReadAllText(_folder["reproduction.csv"]));
        Assert.Equal("""
            # mvtec3d

            ## m

            m did not follow the protocol: epochs=1 instead of 100.

            | AU-PRO@0.3 | bagel | mean |
            |---|---|---|
            | Table 1, of "m" | 0.250 | 0.250 |
            | here | 0.500 | 0.500 |
            | difference | +0.250 | +0.250 |

            """, File.ReadAllText(_folder["reproduction.md"]));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(_folder["reproduction.json"]));
        JsonElement method = json.RootElement.GetProperty("methods")[0];
        Assert.Equal("epochs=1 instead of 100", method.GetProperty("changes")[0].GetString());
        Assert.Equal(0.25, method.GetProperty("rows")[0].GetProperty("values")[0].GetProperty("difference")
            .GetDouble());
        Assert.Null(RunFolder.ForeignEntry(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    private ReproductionTable TableOf(params PublishedNumbers[] rows)
        => ReproductionTable.Of(BenchmarkTable.Of(new RunFolder(_folder.Path)), "mvtec3d", rows, []);

    private static PublishedNumbers Row(string method, params (string Category, double Value)[] values)
        => new(method, $"Table 1, of \"{method}\"", "au_pro@0.3", values.ToImmutableSortedDictionary(
            value => value.Category, value => value.Value, StringComparer.Ordinal));

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
