using System.Globalization;
using Microsoft.Playwright;
using Pipeline3D.Reporting.Tests.Html;

namespace Pipeline3D.Reporting.Tests.Browser;

public sealed class ScanDetailTests(Chromium chromium)
{
    private static readonly string Worst = SampleRun.Scans[0].Item.Path;

    [Fact]
    public async Task Heat_FullOpacity_EveryPixelHasTheLegendsColourOfItsScore()
    {
        using SampleRun run = Written();
        await using ReportWindow window = await OpenAsync(run);
        await window.Page.GetByLabel("Opacity").FillAsync("1");
        byte[] heat = await window.PixelsAsync("#heat"), ramp = await window.PixelsAsync(".ramp");
        Assert.Equal(4 * SampleRun.Points, heat.Length);
        for (int i = 0; i < SampleRun.Points; i++)
        {
            int score = SampleRun.ScoreByte(i % SampleRun.Width);
            // The first row has no reading, so what lies under the map shows.
            byte[] expected = i < SampleRun.Width ? [90, 120, 150, 255] : ramp[(4 * score)..(4 * score + 4)];
            Assert.Equal(expected, heat[(4 * i)..(4 * i + 4)]);
        }
    }

    [Fact]
    public async Task Heat_ScoresFromHalf_LowerScoresShowTheImage()
    {
        using SampleRun run = Written();
        await using ReportWindow window = await OpenAsync(run);
        await window.Page.GetByLabel("Show scores from").FillAsync("128");
        byte[] heat = await window.PixelsAsync("#heat");
        int plain = heat.Chunk(4).Count(pixel => pixel is [90, 120, 150, 255]);
        int columns = Enumerable.Range(0, SampleRun.Width).Count(column => SampleRun.ScoreByte(column) < 128);
        Assert.Equal(SampleRun.Width + columns * (SampleRun.Height - 1), plain);
        Assert.Equal((128 / 255.0 * SampleRun.ScoreHigh).ToString("F2",
            CultureInfo.InvariantCulture),
            await window.Page.Locator("output").Nth(1).TextContentAsync());
    }

    [Fact]
    public async Task Heat_Depth_ShowsTheDepthImageUnderTheMap()
    {
        using SampleRun run = Written();
        await using ReportWindow window = await OpenAsync(run);
        await window.Page.GetByLabel("Opacity").FillAsync("0");
        await window.Page.GetByLabel("Depth").CheckAsync();
        byte[] heat = await window.PixelsAsync("#heat");
        for (int i = 0; i < SampleRun.Points; i++)
        {
            byte depth = i < SampleRun.Width ? (byte)0 : (byte)200;
            Assert.Equal([depth, depth, depth, 255], heat[(4 * i)..(4 * i + 4)]);
        }
    }

    [Fact]
    public async Task Heat_PointerOnAPixel_ReadsItsScore()
    {
        using SampleRun run = Written();
        await using ReportWindow window = await OpenAsync(run);
        Assert.Equal("Peak 20.00 at column 31, row 0", await window.Page.TextContentAsync(".readout"));
        LocatorBoundingBoxResult box = (await window.Page.Locator("#heat").BoundingBoxAsync())!;
        // Pixels are square: the image is not a square, and neither is the canvas.
        Assert.Equal((double)SampleRun.Width / SampleRun.Height, box.Width / box.Height, 0.01);
        float side = box.Width / SampleRun.Width;
        await window.Page.Locator("#heat").HoverAsync(
            new() { Position = new() { X = 10.5f * side, Y = 20.5f * side } });
        double value = SampleRun.ScoreByte(10) / 255.0 * SampleRun.ScoreHigh;
        string score = value.ToString("F3", CultureInfo.InvariantCulture);
        Assert.Equal($"Score {score} at column 10, row 20", await window.Page.TextContentAsync(".readout"));
    }

    [Fact]
    public async Task Truth_AnomalousScan_MarksTheAnomalousPixelsOnly()
    {
        using SampleRun run = Written();
        await using ReportWindow window = await OpenAsync(run);
        byte[] truth = await window.PixelsAsync("#truth");
        for (int i = 0; i < SampleRun.Points; i++)
            Assert.Equal(i % SampleRun.Width < 24, truth[(4 * i)..(4 * i + 4)] is [90, 120, 150, 255]);
    }

    [Fact]
    public async Task Legend_Colours_AreEvenToTheEyeAndRiseInLightness()
    {
        using SampleRun run = Written();
        await using ReportWindow window = await OpenAsync(run);
        double[][] lab = [.. (await window.PixelsAsync(".ramp")).Chunk(4).Select(pixel =>
            Oklab.Of(pixel[0], pixel[1], pixel[2]))];
        Assert.Equal(256, lab.Length);
        // Over 15 steps, rounding to 8 bits moves a distance by a few percent at most.
        double[] strides = [.. Enumerable.Range(0, 17).Select(i => Oklab.Distance(lab[15 * i], lab[15 * (i + 1)]))];
        Assert.All(strides, stride => Assert.InRange(stride, 0.85 * strides.Average(), 1.15 * strides.Average()));
        Assert.All(Enumerable.Range(0, 17), i =>
            Assert.True(lab[15 * (i + 1)][0] > lab[15 * i][0], $"lightness falls after step {15 * i}"));
        Assert.Equal(["0", "5.000", "10.00", "15.00", "20.00"], await window.TextsAsync(".numbers span"));
    }

    [Fact]
    public async Task Cloud_Opened_IsDrawnInTheLegendsColours()
    {
        using SampleRun run = Written();
        await using ReportWindow window = await OpenAsync(run);
        byte[][] drawn = await DrawnAsync(window);
        HashSet<int> legend = [.. (await window.PixelsAsync(".ramp")).Chunk(4).Select(pixel =>
            BitConverter.ToInt32(pixel))];
        // Antialiased edges mix with the ground; every other pixel must be a colour of the legend.
        int exact = drawn.Count(pixel => legend.Contains(BitConverter.ToInt32(pixel)));
        Assert.InRange(drawn.Length, 5_000, int.MaxValue);
        Assert.True(exact > 0.6 * drawn.Length, $"{exact} of {drawn.Length} drawn pixels have a colour of the legend");
        Assert.Equal("768 points of the scan; extent 31.00 \u00d7 23.00 \u00d7 10.00 mm",
            await window.Page.TextContentAsync("#extent"));
    }

    [Fact]
    public async Task Cloud_ArrowKey_Rotates_AndHomeResets()
    {
        using SampleRun run = Written();
        await using ReportWindow window = await OpenAsync(run);
        byte[] first = await window.PixelsAsync(".cloud");
        await window.Page.FocusAsync(".cloud");
        foreach (string key in (string[])["ArrowLeft", "ArrowUp", "Shift+ArrowRight", "+"])
        {
            byte[] before = await window.PixelsAsync(".cloud");
            await window.Page.Keyboard.PressAsync(key);
            Assert.False(Enumerable.SequenceEqual(before, await window.PixelsAsync(".cloud")),
                $"{key} changes nothing");
        }
        await window.Page.Keyboard.PressAsync("Home");
        Assert.True(Enumerable.SequenceEqual(first, await window.PixelsAsync(".cloud")), "Home does not lead back");
    }

    [Theory, InlineData("Colour", 20, 200, 90), InlineData("Truth", 255, 112, 67)]
    public async Task Cloud_ColouredBy_ShowsThatColour(string mode, byte red, byte green, byte blue)
    {
        using SampleRun run = Written();
        await using ReportWindow window = await OpenAsync(run);
        await window.Page.Locator(".space").GetByLabel(mode).CheckAsync();
        Assert.Contains(await DrawnAsync(window),
            pixel => pixel[0] == red && pixel[1] == green && pixel[2] == blue && pixel[3] == 255);
    }

    private static SampleRun Written()
    {
        SampleRun run = SampleRun.Whole();
        run.Write();
        return run;
    }

    private async Task<ReportWindow> OpenAsync(SampleRun run)
    {
        ReportWindow window = await chromium.OpenAsync(run.Folder.Report);
        await window.ShowsAsync(Worst);
        return window;
    }

    private static async Task<byte[][]> DrawnAsync(ReportWindow window)
        => [.. (await window.PixelsAsync(".cloud")).Chunk(4).Where(pixel => pixel[3] > 0)];
}
