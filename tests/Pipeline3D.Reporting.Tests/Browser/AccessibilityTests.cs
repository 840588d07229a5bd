using Microsoft.Playwright;
using Pipeline3D.Reporting.Tests.Html;

namespace Pipeline3D.Reporting.Tests.Browser;

public sealed class AccessibilityTests(Chromium chromium)
{
    // For every element with text of its own: that text, its colour, and the ground that it stands on, as rgb.
    private const string TextColours = """
        () => {
          const solid = text => {
            const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
            return a > 0.99 ? [r, g, b] : null;
          };
          const result = [];
          for (const node of document.querySelectorAll('body *')) {
            const own = [...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim());
            if (!own || ['SCRIPT', 'STYLE', 'NOSCRIPT', 'OPTION'].includes(node.tagName)) continue;
            if (node.getClientRects().length === 0) continue;
            const style = getComputedStyle(node);
            let ground = null;
            for (let up = node; up && !ground; up = up.parentElement) {
              ground = solid(getComputedStyle(up).backgroundColor);
            }
            const colour = solid(node instanceof SVGElement ? style.fill : style.color) ?? [-1, -1, -1];
            const content = `${node.tagName} ${node.textContent.trim().slice(0, 40)}`;
            result.push({ content, colour, ground: ground ?? [255, 255, 255] });
          }
          return result;
        }
        """;

    private const string LayoutShift = """
        () => {
          const observer = new PerformanceObserver(() => {});
          observer.observe({ type: 'layout-shift', buffered: true });
          return observer.takeRecords().reduce((sum, entry) => sum + entry.value, 0);
        }
        """;

    [Theory, InlineData(ColorScheme.Light), InlineData(ColorScheme.Dark)]
    public async Task Text_EverywhereOnThePage_HasAContrastOfAtLeastFourAndAHalf(ColorScheme scheme)
    {
        using SampleRun run = Written();
        await using ReportWindow window = await chromium.OpenAsync(run.Folder.Report, scheme);
        await window.ShowsAsync(SampleRun.Scans[0].Item.Path);
        await window.Page.EvaluateAsync(
            "for (const details of document.querySelectorAll('details')) details.open = true");
        Text[] texts = await window.Page.EvaluateAsync<Text[]>(TextColours);
        Assert.InRange(texts.Length, 100, int.MaxValue);
        // WCAG 2.2, success criterion 1.4.3.
        Assert.All(texts, text => Assert.True(Contrast(text.Colour, text.Ground) >= 4.5,
            $"{text.Content}: {Contrast(text.Colour, text.Ground):F2}"));
        // The scheme is really another one: white text on dark ground, or the reverse.
        Assert.Equal(scheme == ColorScheme.Dark, Luminance(texts[0].Colour) > Luminance(texts[0].Ground));
    }

    [Fact]
    public async Task Controls_All_HaveANameAndAreReachedByTab()
    {
        using SampleRun run = Written();
        await using ReportWindow window = await chromium.OpenAsync(run.Folder.Report);
        await window.ShowsAsync(SampleRun.Scans[0].Item.Path);
        string[] nameless = await window.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll(
                'button, select, input, canvas:not([aria-hidden]), svg[role=img], section, [role=region]')]
              .filter(node => !(node.getAttribute('aria-label') || node.getAttribute('aria-labelledby')
                || node.textContent.trim() || [...node.labels ?? []].some(label => label.textContent.trim())))
              .map(node => node.outerHTML.slice(0, 80))
            """);
        Assert.Empty(nameless);
        var reached = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < 80; i++)
        {
            await window.Page.Keyboard.PressAsync("Tab");
            reached.Add(await window.Page.EvaluateAsync<string>(
                "[document.activeElement].map(node => `${node.className} ${node.tagName} ${node.name ?? ''}`)[0]"));
        }
        string[] stops = ["skip A", "card BUTTON", "SELECT", "row", "base", "mode", "cloud CANVAS", "scroll DIV"];
        foreach (string stop in stops)
            Assert.Contains(reached, seen => seen.Contains(stop, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Layout_WhileThePageDraws_DoesNotShift()
    {
        using SampleRun run = Written();
        await using ReportWindow window = await chromium.OpenAsync(run.Folder.Report);
        await window.ShowsAsync(SampleRun.Scans[0].Item.Path);
        // Shifts under 0.1 count as good (web.dev, Cumulative Layout Shift); this page has no reason for any.
        Assert.InRange(await window.Page.EvaluateAsync<double>(LayoutShift), 0, 0.01);
        // The measure measures: a block put on top moves everything below it.
        await window.Page.EvaluateAsync("document.body.prepend(document.createElement('pre'))");
        await window.Page.EvaluateAsync("document.querySelector('pre').style.height = '300px'");
        await window.PixelsAsync("#heat");
        Assert.True(await window.Page.EvaluateAsync<double>(LayoutShift) > 0.01);
    }

    [Fact]
    public async Task Print_Page_ShowsTheWholeListAndUnfoldsWhatIsClosed()
    {
        using SampleRun run = Written();
        await using ReportWindow window = await chromium.OpenAsync(run.Folder.Report);
        await window.Page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.Equal("none", await window.Page.EvaluateAsync<string>(
            "getComputedStyle(document.querySelector('nav')).display"));
        Assert.Equal("visible", await window.Page.EvaluateAsync<string>(
            "getComputedStyle(document.querySelector('.list')).overflowY"));
        await window.Page.EvaluateAsync("dispatchEvent(new Event('beforeprint'))");
        Assert.Equal(0, await window.Page.Locator("details:not([open])").CountAsync());
        await window.Page.EvaluateAsync("dispatchEvent(new Event('afterprint'))");
        Assert.Equal(0, await window.Page.Locator("details[open]").CountAsync());
    }

    private static SampleRun Written()
    {
        SampleRun run = SampleRun.Whole();
        run.Write();
        return run;
    }

    private static double Contrast(double[] first, double[] second)
    {
        double a = Luminance(first), b = Luminance(second);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(double[] rgb)
        => 0.2126 * Oklab.Linear(rgb[0]) + 0.7152 * Oklab.Linear(rgb[1]) + 0.0722 * Oklab.Linear(rgb[2]);

    // Playwright fills settable properties by name, whatever their case.
    private sealed class Text
    {
        public string Content { get; set; } = "";

        public double[] Colour { get; set; } = [];

        public double[] Ground { get; set; } = [];
    }
}
