using System.Text.Json;
using Pipeline3D.Reporting.Tests.Html;

namespace Pipeline3D.Reporting.Tests.Browser;

public sealed class GalleryTests(Chromium chromium)
{
    // A red pixel.
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

    [Fact]
    public async Task Open_ScansOfTheGallery_ShowsEverySideWithTheRemarks()
    {
        using SampleRun run = SampleRun.Empty();
        run.WriteManifest();
        Keep(run, "a", "vase0/train/good/a#hole0", "synthetic hole: radius 0.1", Png, Png, Png);
        Keep(run, "b", "<b>vase0</b>", "<i>none</i>", Png, "javascript:alert(1)");
        run.Write();
        await using ReportWindow window = await chromium.OpenAsync(run.Folder.Report);
        Assert.Empty(window.Complaints);
        Assert.Equal(["vase0/train/good/a#hole0", "<b>vase0</b>"], await window.TextsAsync("#gallery h3"));
        Assert.Equal(["synthetic hole: radius 0.1", "<i>none</i>"], await window.TextsAsync("#gallery .note"));
        Assert.Equal(4, await window.Page.Locator("#gallery img").CountAsync());
        Assert.Equal(1, await window.Page.Locator("#gallery img").First.EvaluateAsync<int>(
            "async image => { await image.decode(); return image.naturalWidth; }"));
    }

    [Fact]
    public async Task Open_RunWithoutGallery_HasNoSuchSection()
    {
        using SampleRun run = SampleRun.Empty();
        run.WriteManifest();
        run.Write();
        await using ReportWindow window = await chromium.OpenAsync(run.Folder.Report);
        Assert.Equal(0, await window.Page.Locator("#gallery").CountAsync());
    }

    private static void Keep(SampleRun run, string name, string item, string remark, params string[] pictures)
    {
        string file = run.Folder.In("gallery", $"{name}.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, JsonSerializer.Serialize(new
        {
            item, is_anomalous = true, remarks = new[] { remark }, pictures,
        }));
    }
}
