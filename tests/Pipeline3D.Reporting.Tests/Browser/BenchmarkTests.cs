using System.Collections.Immutable;
using Microsoft.Playwright;
using Pipeline3D.Reporting.Benchmark;
using Pipeline3D.Reporting.Tests.Html;

namespace Pipeline3D.Reporting.Tests.Browser;

/// <summary>The comparison of methods, and of what papers report, on the page.</summary>
public sealed class BenchmarkTests(Chromium chromium)
{
    private const string Cells = "rows => rows.map(row => [...row.cells].map(cell => "
        + "[...cell.childNodes].map(part => part.textContent).filter(text => text).join('|')))";

    [Theory, InlineData(ColorScheme.Light), InlineData(ColorScheme.Dark)]
    public async Task Open_BenchmarkWithReproduction_ShowsBothTablesAsTheirFilesSay(ColorScheme scheme)
    {
        using SampleRun run = SampleRun.Empty();
        run.WriteManifest();
        Write(run, "m_on_mvtec3d-seed-0", 0.5);
        Write(run, "m_on_mvtec3d-seed-1", 0.7);
        Write(run, "m_on_eyecandies-seed-0", 0.25);
        BenchmarkTable found = BenchmarkTable.Of(run.Folder)!;
        found.Write(run.Folder);
        ReproductionTable.Of(found, "mvtec3d", [Row("Table 1", "au_pro@0.3"), Row(SampleRun.Hostile, "image_auroc") with
        {
            NotCompared = "Not compared: width.",
        }], [KeyValuePair.Create<string, ImmutableArray<string>>("m", ["epochs=1 instead of 100"])]).Write(run.Folder);
        run.Write();

        await using ReportWindow window = await chromium.OpenAsync(run.Folder.Report, scheme);

        Assert.Empty(window.Complaints);
        Assert.Equal(["Overview", "Benchmark", "Published and found here"], (await window.TextsAsync("h2"))[..3]);
        string[][] table = await window.Page.EvalOnSelectorAllAsync<string[][]>("#benchmark tbody tr", Cells);
        Assert.Equal(["eyecandies", "m", "bagel", "1", "25.0|10.0 to 100.0", "-", "-", "25.0", "-"], table[0]);
        Assert.Equal(["mvtec3d", "m", "mean", "2", "60.0|± 14.1", "-", "-", "60.0|± 14.1", "-"], table[3]);
        Assert.Equal("Not the protocol: epochs=1 instead of 100.",
            await window.Page.TextContentAsync("#reproduction h3 + .hint"));
        string[][] rows = await window.Page.EvalOnSelectorAllAsync<string[][]>("#reproduction tbody tr", Cells);
        Assert.Equal([["Table 1", "0.800", "0.900", "0.850"],
            ["here, mean of 2 seeds", "0.600 ± 0.141", "-", "0.600 ± 0.141"], ["difference", "-0.200", "-", "-"],
            [SampleRun.Hostile, "0.800", "0.900", "0.850"], ["here", "-", "-", "-"],
            ["difference", "-", "-", "-"]], rows);
        Assert.Equal(["The folder has 1 of the paper's 2 categories; the means are of different sets.",
            "Not compared: width."], await window.TextsAsync("#reproduction .scroll + .hint"));
    }

    [Fact]
    public async Task Open_Trials_ATableOfThemAndOursBelowThePublishedLine()
    {
        using SampleRun run = SampleRun.Empty();
        run.WriteManifest();
        Write(run, "m_from_rope_on_mvtec3d-seed-0", 0.5);
        Write(run, "n_from_rope_on_mvtec3d-seed-0", 0.25);
        BenchmarkTable found = BenchmarkTable.Of(run.Folder)!;
        found.Write(run.Folder);
        ReproductionTable.Of(found, "mvtec3d", [Row("Table 9", "au_pro@0.3") with { LearntOn = "rope" }], [])
            .Write(run.Folder);
        run.Write();

        await using ReportWindow window = await chromium.OpenAsync(run.Folder.Report);

        Assert.Empty(window.Complaints);
        string[][] trials = await window.Page.EvalOnSelectorAllAsync<string[][]>(
            "#benchmark table:nth-of-type(1) tbody tr", Cells);
        Assert.Contains(trials, row => row.SequenceEqual(["rope", "50.0", "50.0"]));
        Assert.Equal(4, (await window.TextsAsync("#benchmark h3")).Count(title => title.EndsWith(
            " on mvtec3d: learnt on one category, scored on the others", StringComparison.Ordinal)));
        Assert.StartsWith("Table 9, ", Assert.Single(await window.TextsAsync("#reproduction h4")),
            StringComparison.Ordinal);
        Assert.Contains("AU-PRO@0.3 on mvtec3d: m less n +25.0 points (too few categories for an interval), above in 1 "
            + "of 1 trials.", await window.Page.TextContentAsync("#benchmark"), StringComparison.Ordinal);
        string[][] rows = await window.Page.EvalOnSelectorAllAsync<string[][]>("#reproduction tbody tr", Cells);
        Assert.Equal([["rope, published", "0.800", "0.900", "0.850"], ["here", "0.500", "-", "0.500"]], rows);
    }

    [Fact]
    public async Task Open_DamagedReproduction_IsNamedAndTheRestShown()
    {
        using SampleRun run = SampleRun.Whole();
        File.WriteAllText(run.Folder.In("reproduction.json"), "{ ");
        run.Write();
        await using ReportWindow window = await chromium.OpenAsync(run.Folder.Report);
        Assert.Empty(window.Complaints);
        Assert.Contains("reproduction.json is damaged and left out", await window.Page.TextContentAsync("#overview"),
            StringComparison.Ordinal);
        Assert.Equal(0, await window.Page.Locator("#benchmark, #reproduction").CountAsync());
    }

    private static PublishedNumbers Row(string source, string metric) => new("m", source, metric,
        new Dictionary<string, double> { ["bagel"] = 0.8, ["rope"] = 0.9, ["mean"] = 0.85 }
            .ToImmutableSortedDictionary(StringComparer.Ordinal));

    private static void Write(SampleRun run, string method, double value)
    {
        string metrics = string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""
            "images": 4, "anomalous_images": 2, "image_auroc": { "value": {{value}}, "low": 0.1, "high": 1 },
            "au_pro": { "0.3": { "value": {{value}} } }
            """);
        File.WriteAllText(run.Folder.In("methods", method, "metrics.json"),
            $$"""{ "categories": [ { "category": "bagel", {{metrics}} } ], "mean": { {{metrics}} } }""");
    }
}
