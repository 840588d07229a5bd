using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Pipeline3D.Reporting.Tests.Html;

namespace Pipeline3D.Reporting.Tests.Browser;

public sealed class ChartsTests(Chromium chromium)
{
    [Theory, InlineData(0, "image_roc"), InlineData(1, "pixel_roc"), InlineData(2, "pro")]
    public async Task Curve_OfACategory_RunsThroughThePointsOfTheFile(int chart, string key)
    {
        using SampleRun run = Written();
        await using ReportWindow window = await OpenAsync(run, "bagel");
        JsonElement curves = JsonElement.Parse(File.ReadAllBytes(run.Folder.In("curves.json")));
        double[][] expected = [.. curves[0].GetProperty(key).EnumerateArray()
            .Select(point => new[] { point[0].GetDouble(), point[1].GetDouble() })];
        string drawn = (await window.Page.Locator(".plot").Nth(chart).Locator("path.curve").GetAttributeAsync("d"))!;
        double[][] points = [.. drawn.Split('M', 'L').Skip(1).Select(point => point.Split(' ')
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray())];
        Assert.Equal(expected.Length, points.Length);
        // Every curve runs from (0, 0) to (1, 1), which fixes the scale; two digits of a pixel are 5e-5 of the axis.
        double[] origin = points[0], end = points[^1];
        for (int i = 0; i < points.Length; i++)
        {
            Assert.Equal(expected[i][0], (points[i][0] - origin[0]) / (end[0] - origin[0]), 1e-4);
            Assert.Equal(expected[i][1], (points[i][1] - origin[1]) / (end[1] - origin[1]), 1e-4);
        }
        Assert.True(end[0] > origin[0] && end[1] < origin[1], "right is more, up is more");
    }

    [Fact]
    public async Task Pro_OfACategory_MarksTheLimitAndNamesTheArea()
    {
        using SampleRun run = Written();
        await using ReportWindow window = await OpenAsync(run, "bagel");
        JsonElement metrics = JsonElement.Parse(File.ReadAllBytes(run.Folder.MetricsJson));
        JsonElement bagel = metrics.GetProperty("categories")[0];
        double area = bagel.GetProperty("au_pro").GetProperty("0.3").GetProperty("value").GetDouble();
        string caption = (await window.Page.Locator(".plot").Nth(2).Locator("figcaption").TextContentAsync())!;
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"PRO AU-PRO@0.3 {100 * area:F1}"), caption);
        Assert.Equal(1, await window.Page.Locator(".plot").Nth(2).Locator("path.area").CountAsync());
        double[] x = await window.Page.EvaluateAsync<double[]>("""
            () => {
              const plot = document.querySelectorAll('.plot')[2];
              const at = (line, key) => Number(line.getAttribute(key));
              const level = [...plot.querySelectorAll('line.grid')].find(line => at(line, 'y1') === at(line, 'y2'));
              return [at(level, 'x1'), at(plot.querySelector('line.limit'), 'x1'), at(level, 'x2')];
            }
            """);
        Assert.Equal(0.3, (x[1] - x[0]) / (x[2] - x[0]), 1e-9);
    }

    [Theory, InlineData(400), InlineData(700), InlineData(1300)]
    public async Task Histogram_AtAnyWidth_KeepsTheSizeOfItsTextAndItsHeight(int width)
    {
        using SampleRun run = Written();
        await using ReportWindow window = await OpenAsync(run, "bagel");
        await window.Page.SetViewportSizeAsync(width, 900);
        await window.Page.WaitForFunctionAsync("wide => Math.abs(document.querySelector('.plot.wide svg').viewBox.baseVal"
            + ".width - Math.max(370, Math.min(1190, wide - 70))) < 20", width);
        double[] seen = await window.Page.EvaluateAsync<double[]>("""
            () => {
              const svg = document.querySelector('.plot.wide svg'), text = svg.querySelector('text');
              return [svg.getBoundingClientRect().width / svg.viewBox.baseVal.width,
                svg.getBoundingClientRect().height, document.documentElement.scrollWidth];
            }
            """);
        // Text of 12 units is never drawn below 9 pixels.
        Assert.InRange(seen[0], 0.75, 1.4);
        Assert.True(seen[1] > 150, $"{seen[1]} pixels high");
        Assert.True(seen[2] <= width, $"the page is {seen[2]} wide in a window of {width}");
    }

    [Fact]
    public async Task Histogram_OfACategory_HasOneUnitPerScanAndTheThresholdBetweenThem()
    {
        using SampleRun run = Written();
        await using ReportWindow window = await OpenAsync(run, "bagel");
        string[] bars = await window.Page.EvalOnSelectorAllAsync<string[]>(".plot.wide rect",
            "bars => bars.map(bar => `${bar.getAttribute('class')} ${Number(bar.getAttribute('height')).toFixed(3)}`)");
        // Scores 3 and 12 are good, 7 and 18 anomalous: four bars of the same height, from left to right.
        Assert.Equal(["good", "anomalous", "good", "anomalous"], bars.Select(bar => bar.Split(' ')[0]));
        Assert.Single(bars.Select(bar => bar.Split(' ')[1]).Distinct());
        double[] places = await window.Page.EvaluateAsync<double[]>("""
            () => [...document.querySelectorAll('.plot.wide rect')].map(bar => Number(bar.getAttribute('x')))
              .concat(Number(document.querySelector('.plot.wide line.limit').getAttribute('x1')))
            """);
        // The threshold 10 lies between the scores 7 and 12.
        Assert.InRange(places[4], places[1], places[2]);
        Assert.Equal("threshold 10.00", await window.Page.Locator(".plot.wide .mark").TextContentAsync());
    }

    [Fact]
    public async Task Curve_OfACategoryWithoutAnomalies_IsSaidToBeUndefined()
    {
        using SampleRun run = Written();
        await using ReportWindow window = await OpenAsync(run, "tyre");
        ILocator plot = window.Page.Locator(".plot").Nth(0);
        Assert.Equal("ROC of scans undefined here", await plot.Locator("figcaption").TextContentAsync());
        Assert.Equal(0, await plot.Locator("path.curve").CountAsync());
        Assert.Empty(window.Complaints);
    }

    private static SampleRun Written()
    {
        SampleRun run = SampleRun.Whole();
        run.Write();
        return run;
    }

    private async Task<ReportWindow> OpenAsync(SampleRun run, string category)
    {
        ReportWindow window = await chromium.OpenAsync(run.Folder.Report);
        await window.Page.Locator("#charts select").SelectOptionAsync(category);
        return window;
    }
}
