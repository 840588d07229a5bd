using System.Text.Json;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Core.Tests.Runs;

public sealed class EvidenceFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadAll_WhatWasWritten_ComesBackInItemOrderWithItsFolder()
    {
        var run = new RunFolder(_folder["run"]);
        ScanEvidence second = Evidence("b") with
        {
            Threshold = 0.1, IsAnomalous = true, Unit = "mm", Width = 3, Height = 4, ColourImage = "b.colour.png",
                DepthImage = "b.depth.png",
            ScoreImage = "b.score.png", TruthImage = "b.truth.png", ScoreLow = -1.5, ScoreHigh = 1e-300,
                CloudFile = "b.cloud",
            CloudPoints = 12, Remarks = ["a <b> & \"c\" \u00e4"],
        };
        foreach (ScanEvidence evidence in new[] { second, Evidence("a") })
            EvidenceFile.Write(run.InItem("evidence", evidence.Item, ".json"), evidence);
        var read = EvidenceFile.ReadAll(run);
        Assert.Equal(["a", "b"], read.Select(pair => pair.Evidence.Item.Name));
        Assert.All(read, pair => Assert.Equal(Path.Combine(run.Evidence, "c", "test", "good"), pair.Folder));
        // Records compare lists by reference, so the second is compared as its text.
        Assert.Equal(JsonSerializer.Serialize(second), JsonSerializer.Serialize(read[1].Evidence));
        Assert.Equal(0.30000000000000004, read[0].Evidence.Score);
    }

    [Fact]
    public void ReadAll_RunWithoutEvidence_IsEmpty()
        => Assert.Empty(EvidenceFile.ReadAll(new RunFolder(_folder["none"])));

    [Theory, InlineData("{"), InlineData("null"), InlineData("{}")]
    public void ReadAll_DamagedFile_Throws(string text)
    {
        var run = new RunFolder(_folder["run"]);
        File.WriteAllText(run.In("evidence", "x.json"), text);
        Assert.Throws<JsonException>(() => EvidenceFile.ReadAll(run));
    }

    private static ScanEvidence Evidence(string name)
        => new() { Item = new ItemId("d", "c", "test", "good", name), Score = 0.1 + 0.2 };
}
