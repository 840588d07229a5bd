using System.Text.Json;
using Pipeline3D.Blocks.Sinks;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry.Views;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Blocks.Tests.Sinks;

public sealed class GallerySinkTests : BlockTest
{
    [Fact]
    public async Task Consume_ScanWithViews_KeepsPicturesWithAnomalousPixelsInRed()
    {
        await new GallerySink(new()).ConsumeAsync(Shown() with { IsAnomalous = true, Remarks = ["why"] },
            ContextOf("a#hole0"));
        string file = Assert.Single(Directory.GetFiles(Run.Folder.In("gallery")));
        using JsonDocument kept = JsonDocument.Parse(File.ReadAllText(file));
        Assert.Equal("dome/test/good/a#hole0", kept.RootElement.GetProperty("item").GetString());
        Assert.True(kept.RootElement.GetProperty("is_anomalous").GetBoolean());
        Assert.Equal("why", Assert.Single(kept.RootElement.GetProperty("remarks").EnumerateArray()).GetString());
        byte[] png = Assert.Single(kept.RootElement.GetProperty("pictures").EnumerateArray()).GetBytesFromBase64();
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["a.png"], png);
        Assert.Equal([30, 30, 30, 190, 20, 20], PngReader.Read(folder["a.png"]).Bytes.ToArray());
    }

    [Fact]
    public async Task Consume_MoreThanTheLimit_ShowsTheFirstAndTellsTheRest()
    {
        var sink = new GallerySink(new() { Limit = 2 });
        foreach (string name in new[] { "a", "b", "c" })
            await sink.ConsumeAsync(Shown(), ContextOf(name));
        await sink.CompleteAsync(Run, TestContext.Current.CancellationToken);
        Assert.Equal(2, Directory.GetFiles(Run.Folder.In("gallery")).Length);
        Assert.Empty(sink.Remember(Shown(), ContextOf("c")).Outputs);
        Assert.Single(sink.Remember(Shown(), ContextOf("a")).Outputs);
        Assert.Contains(Run.Remarks, remark => remark.Contains("the gallery shows the first 2 scans, 1 more",
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task Recall_MoreContributionsThanTheLimit_KeepsTheFilesOfTheFirst()
    {
        var here = new GallerySink(new() { Limit = 1 });
        foreach (string name in new[] { "b", "a" })
            Assert.Single((await new GallerySink(new() { Limit = 1 }).ContributeAsync(Shown(), ContextOf(name)))
                .Outputs);
        foreach (string name in new[] { "a", "b" })
            here.Recall(ReadOnlyMemory<byte>.Empty, ContextOf(name));
        string kept = Assert.Single(Directory.GetFiles(Run.Folder.In("gallery")));
        Assert.Contains("dome/test/good/a", await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consume_ScanWithoutViews_IsRejected() => await RejectedAsync(() => new GallerySink(new())
        .ConsumeAsync(TestScans.Ball(1, 5), ContextOf("a")).AsTask(), RejectReason.MissingPartner, "feature.views");

    private static Scan Shown() => TestScans.Ball(1, 2) with
    {
        Views = new PointViews(2, 1, 2, [[30, 30, 30, 60, 60, 60]], [0, 1], [[0, 1]], [[true, true]],
            [[false, true]]),
    };
}
