using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Pipeline3D.Reporting.Manifest;
using Pipeline3D.Reporting.Tests.Html;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Reporting.Tests.Browser;

public sealed class ReportInBrowserTests(Chromium chromium)
{
    // The order of the list: score over threshold, highest first.
    private static readonly string[] BySeverity =
        [.. SampleRun.Scans.OrderByDescending(scan => scan.Score / scan.Threshold).Select(scan => scan.Item.Path)];

    [Theory, InlineData(ColorScheme.Light), InlineData(ColorScheme.Dark)]
    public async Task Open_WholeRun_NoErrorAndNoRequestButTheFile(ColorScheme scheme)
    {
        using SampleRun run = Written();
        await using ReportWindow window = await chromium.OpenAsync(run.Folder.Report, scheme);
        await window.ShowsAsync(BySeverity[0]);
        Assert.Empty(window.Complaints);
        Assert.Equal([new Uri(run.Folder.Report).AbsoluteUri],
            window.Requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)));
        Assert.Equal(["Overview", "Metrics", "Curves and scores", "Scans", "Dead letters", "Time per block",
            "Manifest"], await window.TextsAsync("h2"));
    }

    [Fact]
    public async Task Open_FolderThatWasMoved_ShowsTheWholeRun()
    {
        using SampleRun run = Written();
        using var elsewhere = new TempFolder();
        Directory.Move(run.Folder.Path, elsewhere["moved"]);
        await using ReportWindow window = await chromium.OpenAsync(elsewhere["moved/report.html"]);
        await window.ShowsAsync(BySeverity[0]);
        Assert.Empty(window.Complaints);
        Assert.True(Colours(await window.PixelsAsync("#heat")) > 20);
        Assert.Equal(BySeverity.Length, (await window.TextsAsync(".row .name")).Length);
    }

    [Fact]
    public async Task Open_EmptyFolder_SaysWhatIsMissingWithoutError()
    {
        using SampleRun run = SampleRun.Empty();
        run.Write();
        await using ReportWindow window = await chromium.OpenAsync(run.Folder.Report);
        Assert.Empty(window.Complaints);
        string text = await window.Page.InnerTextAsync("body");
        foreach (string said in (ReadOnlySpan<string>)["There is no manifest.json", "This run computed no metrics",
            "No scan was scored", "None: every item that was read could be used", "no times are known",
            "what ran is unknown"])
            Assert.Contains(said, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_Table_EqualsTheFileInPercentWithIntervalAndRandomControl()
    {
        using SampleRun run = Written();
        await using ReportWindow window = await chromium.OpenAsync(run.Folder.Report);
        var cells = await window.Page.EvalOnSelectorAllAsync<string[][]>("#metrics tbody tr",
            "rows => rows.map(row => [...row.cells].map(cell => "
            + "[...cell.childNodes].map(part => part.textContent).filter(text => text).join('|')))");
        JsonElement metrics = JsonElement.Parse(File.ReadAllBytes(run.Folder.MetricsJson)),
            control = JsonElement.Parse(File.ReadAllBytes(run.Folder.In("control.json")));
        JsonElement[] rows = Rows(metrics), random = Rows(control);
        string[] reasons = await window.TextsAsync("#undefined li");
        Assert.Equal(rows.Length, cells.Length);
        for (int row = 0; row < rows.Length; row++)
            Assert.Equal(Values(rows[row]).Zip(Values(random[row]), Expected).Zip(Told(row), (cell, told) => cell + told),
                cells[row][2..]);
        // A category without anomalies has no AUROC, and the page says why.
        Assert.NotEmpty(reasons);
        Assert.Contains(rows[1].GetProperty("image_auroc").GetProperty("why_undefined").GetString(), reasons);

        // A mean over fewer than all categories says so.
        IEnumerable<string> Told(int row) => Values(rows[row]).Select((_, metric) =>
        {
            int told = rows[..^1].Count(category => Values(category).ElementAt(metric).GetProperty("value").ValueKind
                != JsonValueKind.Null);
            return row == rows.Length - 1 && told > 0 && told < row ? $"|over {told} of {row} categories" : "";
        });

        string Expected(JsonElement value, JsonElement control)
        {
            if (value.GetProperty("value").ValueKind == JsonValueKind.Null)
                return $"undefined{1 + Array.IndexOf(reasons, value.GetProperty("why_undefined").GetString())}";
            string interval = value.TryGetProperty("low", out JsonElement low)
                ? $"|{Percent(low)} to {Percent(value.GetProperty("high"))}" : "";
            return $"{Percent(value.GetProperty("value"))}{interval}|random {Percent(control.GetProperty("value"))}";
        }
    }

    [Fact]
    public async Task Overview_Counts_AreConservedAndWrongDecisionsCounted()
    {
        using SampleRun run = Written();
        await using ReportWindow window = await chromium.OpenAsync(run.Folder.Report);
        Assert.Equal("9 read = 6 completed + 3 dead letters + 0 filtered. Nothing was lost.",
            await window.Page.TextContentAsync(".balance"));
        Assert.Equal(["9", "6", "2", "2", "3"], await window.TextsAsync(".tile dd:not(.note)"));
        Assert.Equal(BySeverity, await window.TextsAsync(".card .name"));
        await window.Page.ClickAsync("text=List them");
        Assert.Equal(BySeverity.Where(path => path.Contains("window.hacked") || path == "bagel/test/good/000"),
            await window.TextsAsync(".row .name"));
        Assert.Equal([" false alarm", " missed"], (await window.TextsAsync(".row b")).Order());
    }

    [Fact]
    public async Task Overview_CountsThatDoNotAddUp_SaysSo()
    {
        using SampleRun run = Written();
        (RunManifest.Read(run.Folder) with { Counts = SampleRun.CountsWith(completed: 5) }).Write(run.Folder);
        run.Write();
        await using ReportWindow window = await chromium.OpenAsync(run.Folder.Report);
        Assert.Contains("do not add up", await window.Page.TextContentAsync(".balance.alert"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scans_ArrowKeys_MoveThroughTheListAndDrawEachScan()
    {
        using SampleRun run = Written();
        await using ReportWindow window = await chromium.OpenAsync(run.Folder.Report);
        await window.ShowsAsync(BySeverity[0]);
        await window.Page.FocusAsync(".row[aria-current]");
        for (int i = 1; i < BySeverity.Length; i++)
        {
            await window.Page.Keyboard.PressAsync("ArrowDown");
            await window.ShowsAsync(BySeverity[i]);
            Assert.Equal(BySeverity[i], await window.Page.EvaluateAsync<string>("document.activeElement.dataset.path"));
            Assert.True(Colours(await window.PixelsAsync("#heat")) > 20);
        }
        await window.Page.Keyboard.PressAsync("Home");
        await window.ShowsAsync(BySeverity[0]);
        Assert.Empty(window.Complaints);
    }

    [Theory, InlineData("Category", "tyre", 2), InlineData("Verdict", "reject", 2), InlineData("Truth", "anomalous", 2),
        InlineData("Verdict", "undecided", 0)]
    public async Task Scans_Filter_ListsThoseScansOnly(string filter, string value, int count)
    {
        using SampleRun run = Written();
        await using ReportWindow window = await chromium.OpenAsync(run.Folder.Report);
        await window.Page.Locator("#scans > .bar").GetByLabel(filter).SelectOptionAsync(value);
        string[] expected = [.. SampleRun.Scans.Where(scan => value switch
        {
            "tyre" => scan.Item.Category == value,
            "reject" => scan.Score >= scan.Threshold,
            "anomalous" => scan.IsAnomalous,
            _ => false,
        }).Select(scan => scan.Item.Path)];
        Assert.Equal(count, expected.Length);
        Assert.Equal(expected.Order(StringComparer.Ordinal),
            (await window.TextsAsync(".row .name")).Order(StringComparer.Ordinal));
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{count} scans of 6."),
            await window.Page.TextContentAsync("#scans [role=status]"), StringComparison.Ordinal);
        // What is looked at is in the list, unless the list is empty.
        if (count > 0)
            Assert.Contains(await window.Page.GetAttributeAsync(".row[aria-current]", "data-path"), expected);
    }

    [Fact]
    public async Task Scans_SortByLowestScore_OrdersByScore()
    {
        using SampleRun run = Written();
        await using ReportWindow window = await chromium.OpenAsync(run.Folder.Report);
        await window.Page.GetByLabel("Sort by").SelectOptionAsync("lowest");
        Assert.Equal(SampleRun.Scans.OrderBy(scan => scan.Score).Select(scan => scan.Item.Path),
            await window.TextsAsync(".row .name"));
    }

    [Fact]
    public async Task Open_HostileNames_AreTextAndRunNothing()
    {
        using SampleRun run = Written();
        await using ReportWindow window = await chromium.OpenAsync(run.Folder.Report);
        string hostile = SampleRun.Scans[1].Item.Path;
        await window.Page.Locator($".row[data-path*='hacked']").ClickAsync();
        await window.ShowsAsync(hostile);
        Assert.False(await window.Page.EvaluateAsync<bool>("'hacked' in window"));
        Assert.Equal(0, await window.Page.Locator("img").CountAsync());
        Assert.Contains(hostile, await window.TextsAsync(".row .name"));
        Assert.Contains((await window.TextsAsync("#dead-letters td")),
            text => text.Contains(SampleRun.Hostile, StringComparison.Ordinal));
        Assert.Empty(window.Complaints);
    }

    private static SampleRun Written()
    {
        SampleRun run = SampleRun.Whole();
        run.Write();
        return run;
    }

    private static int Colours(byte[] pixels) =>
        pixels.Chunk(4).Select(pixel => BitConverter.ToInt32(pixel)).Distinct().Count();

    private static JsonElement[] Rows(JsonElement metrics) =>
        [.. metrics.GetProperty("categories").EnumerateArray(), metrics.GetProperty("mean")];

    private static IEnumerable<JsonElement> Values(JsonElement row) =>
    [
        row.GetProperty("image_auroc"), row.GetProperty("image_ap"), row.GetProperty("pixel_auroc"),
            row.GetProperty("pixel_ap"),
        .. row.GetProperty("au_pro").EnumerateObject().Select(at => at.Value), row.GetProperty("au_pro_score_sampled"),
    ];

    private static string Percent(JsonElement value) =>
        (100 * value.GetDouble()).ToString("F1", CultureInfo.InvariantCulture);
}
