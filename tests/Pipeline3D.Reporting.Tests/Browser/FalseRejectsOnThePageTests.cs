using System.Text.Json;
using Pipeline3D.Reporting.Tests.Html;

namespace Pipeline3D.Reporting.Tests.Browser;

public sealed class FalseRejectsOnThePageTests(Chromium chromium)
{
    [Fact]
    public async Task Open_VerdictsOfNormalScans_ShowsWhatWasPromisedBesideWhatWasSeen()
    {
        using SampleRun run = SampleRun.Empty();
        run.WriteManifest();
        File.WriteAllLines(run.Folder.Verdicts, Enumerable.Range(0, 40).Select(i => JsonSerializer.Serialize(new
        {
            item = $"bagel/test/good/{i}", score = 1.0, threshold = 1.5, false_reject_rate = 0.05,
            verdict = i < 11 ? "reject" : "accept", is_anomalous = false,
        })));
        run.Write();
        await using ReportWindow window = await chromium.OpenAsync(run.Folder.Report);
        Assert.Empty(window.Complaints);
        Assert.Equal(["bagel", "5.0 %", "27.5 %", "16.1 % to 42.8 %", "11 of 40", "not as set"],
            await window.TextsAsync("#overview tbody tr > *"));
    }
}
