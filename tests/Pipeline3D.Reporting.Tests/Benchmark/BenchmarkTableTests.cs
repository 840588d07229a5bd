using Pipeline3D.Core.Runs;
using Pipeline3D.Reporting.Benchmark;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Reporting.Tests.Benchmark;

public sealed class BenchmarkTableTests
{
    [Fact]
    public void Of_TwoSeeds_MeanAndSampleDeviationOfEachMetric()
    {
        using var folder = new TempFolder();
        Write(folder, "a-seed-0", 0.5);
        Write(folder, "a-seed-3", 0.7);
        Write(folder, "b-seed-0", 0.25);
        Write(folder, "other", 0.9);
        BenchmarkTable table = BenchmarkTable.Of(new RunFolder(folder.Path))!;
        Assert.Equal([("a", 0), ("a", 3), ("b", 0)],
            table.Rows.Select(row => (row.Method, row.Seed!.Value)).Distinct());
        BenchmarkCell cell = Assert.Single(table.Cells, found => found is { Method: "a", Category: "mean",
            Metric: "au_pro@0.3" });
        Assert.Equal(0.6, cell.Mean, 1e-12);
        Assert.Equal(Math.Sqrt(0.02), cell.Deviation!.Value, 1e-12);
        Assert.Null(table.Cells.First(found => found.Method == "b").Deviation);
        Assert.Equal(["-", "a", "bagel", "60.0 ± 14.1", "-", "-", "60.0 ± 14.1", "-"], BenchmarkText.Lines(table)[0]);
        Assert.Contains("\n,a,3,mean,image_auroc,0.7,0.1,1\n", BenchmarkText.Csv(table), StringComparison.Ordinal);
        Assert.Contains("- & a & bagel & 60.0 $\\pm$ 14.1 & - &", BenchmarkText.Latex(table), StringComparison.Ordinal);
        Assert.Contains("| - | b | mean | 25.0 |", BenchmarkText.Markdown(table), StringComparison.Ordinal);
        table.Write(new RunFolder(folder.Path));
        Assert.Equal(4, Directory.EnumerateFiles(folder.Path, "benchmark.*").Count());
    }

    [Fact]
    public void Of_TwoDatasetsWithACategoryOfOneName_AreNotMixed()
    {
        using var folder = new TempFolder();
        Write(folder, "a-b_on_mvtec3d-seed-0", 0.5);
        Write(folder, "a-b_on_anomaly-shapenet-seed-0", 0.9);
        BenchmarkTable table = BenchmarkTable.Of(new RunFolder(folder.Path))!;
        Assert.Equal([("anomaly-shapenet", 0.9), ("mvtec3d", 0.5)], table.Cells.Where(cell => cell is { Method: "a-b",
            Category: "bagel", Metric: "image_auroc", Seeds: 1 }).Select(cell => (cell.Dataset!, cell.Mean)));
        Assert.Equal(["anomaly-shapenet", "a-b", "bagel", "90.0", "-", "-", "90.0", "-"],
            BenchmarkText.Lines(table)[0]);
        Assert.Contains("\nmvtec3d,a-b,0,bagel,image_auroc,0.5,0.1,1\n", BenchmarkText.Csv(table),
            StringComparison.Ordinal);
        Assert.Contains("\"dataset\": \"mvtec3d\"", BenchmarkText.Json(table), StringComparison.Ordinal);
        Assert.Contains("| mvtec3d | a-b | bagel | 50.0 |", BenchmarkText.Markdown(table), StringComparison.Ordinal);
        Assert.Contains("mvtec3d & a-b & bagel & 50.0 &", BenchmarkText.Latex(table), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_RunsWithControl_HasOneLineOfRandomScoresBehindTheMethodsOfEachDataset()
    {
        using var folder = new TempFolder();
        Write(folder, "z_on_mvtec3d-seed-0", 0.9, control: 0.5);
        Write(folder, "z_on_mvtec3d-seed-1", 0.8, control: 0.5);
        Write(folder, "a_on_eyecandies-seed-0", 0.7, control: 0.4);
        BenchmarkTable table = BenchmarkTable.Of(new RunFolder(folder.Path))!;
        Assert.Equal([("eyecandies", "a", "70.0"), ("eyecandies", BenchmarkTable.Control, "40.0"),
            ("mvtec3d", "z", "85.0 ± 7.1"), ("mvtec3d", BenchmarkTable.Control, "50.0")], BenchmarkText.Lines(table)
            .Where(line => line[2] == "mean").Select(line => (line[0], line[1], line[3])));
        Assert.Contains("\nmvtec3d,random scores,,bagel,image_auroc,0.5,0.1,1\n", BenchmarkText.Csv(table),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Text_CategoryOfAHostileName_BreaksNoForm()
    {
        using var folder = new TempFolder();
        Write(folder, "m-seed-0", 0.5, category: "a|b, \\\"50 %\\\" {x} & ~^#$\\\\");
        BenchmarkTable table = BenchmarkTable.Of(new RunFolder(folder.Path))!;
        Assert.Contains("""
            ,m,0,"a|b, ""50 %"" {x} & ~^#$\",image_auroc,0.5,
            """, BenchmarkText.Csv(table), StringComparison.Ordinal);
        Assert.Contains("""| m | a\|b, "50 %" {x} & ~^#$\ | 50.0 |""", BenchmarkText.Markdown(table),
            StringComparison.Ordinal);
        Assert.Contains("""
            - & m & a|b, "50 \%" \{x\} \& \textasciitilde{}\textasciicircum{}\#\$\textbackslash{} & 50.0 &
            """, BenchmarkText.Latex(table), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_RunWithoutSeeds_IsNone()
    {
        using var folder = new TempFolder();
        Write(folder, "other", 0.9);
        Assert.Null(BenchmarkTable.Of(new RunFolder(folder.Path)));
    }

    private static void Write(TempFolder folder, string method, double value, double? control = null,
        string category = "bagel")
    {
        Directory.CreateDirectory(folder[$"methods/{method}"]);
        File.WriteAllText(folder[$"methods/{method}/metrics.json"], Metrics(value, category));
        if (control is { } chance)
            File.WriteAllText(folder[$"methods/{method}/control.json"], Metrics(chance, category));
    }

    private static string Metrics(double value, string category)
    {
        string number = value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string metrics = $$"""
            "images": 4, "image_auroc": { "value": {{number}}, "low": 0.1, "high": 1 }, "image_ap": { "value": null,
            "why_undefined": "no anomaly" }, "au_pro": { "0.3": { "value": {{number}} } }
            """;
        return $$"""{ "categories": [ { "category": "{{category}}", {{metrics}} } ], "mean": { {{metrics}} } }""";
    }
}
