using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Blocks.Sinks;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Blocks.Tests.Sinks;

public sealed class EvidenceSinkTests : BlockTest
{
    [Fact]
    public async Task Complete_Scans_ImagesAndCloudsDecodeToWhatWasScored()
    {
        Scan scan = TestScans.Dome(1, bump: true);
        float[] scores = [.. Enumerable.Range(0, scan.Cloud.Count).Select(i => i / 5120f)];
        ScanEvidence shown = await WriteAsync(new EvidenceOptions { ImageSide = 80, Points = 10_000 },
            new ScoredScan(scan, 0.7f, scores) { Calibration = TestScans.Around(0.5f) });
        Assert.Equal((80, 64, "m", 0.7f, 0.5f), (shown.Width, shown.Height, shown.Unit, (float)shown.Score,
            (float)shown.Threshold!));
        Assert.Equal((0, 5119 / 5120f), ((float)shown.ScoreLow, (float)shown.ScoreHigh));
        Assert.Equal(scan.Rgb!.Pixels, Image(shown.ColourImage).Bytes.ToArray());
        Assert.Equal(scan.Truth!.Ids.Select(id => (byte)(255 * id)), Image(shown.TruthImage).Bytes.ToArray());
        Assert.Equal(scores.Select(score => (byte)(score * (255 / (float)shown.ScoreHigh))), Image(shown.ScoreImage)
            .Bytes.ToArray());
        byte[] depth = Image(shown.DepthImage).Bytes.ToArray();
        Assert.Equal(255, depth[Array.IndexOf(scan.Cloud.Z.ToArray(), scan.Cloud.Z.ToArray().Min())]);
        AssertCloud(shown, scan, scores);
    }

    [Fact]
    public async Task Complete_PlainCloudWithFewerPointsShown_IsAnEvenSampleWithoutImages()
    {
        Scan ball = TestScans.Ball(1, count: 400, bump: 0.2f) with { Offset = new(500_000, 0, -1) };
        ScanEvidence shown = await WriteAsync(new EvidenceOptions { Points = 100 },
            new ScoredScan(ball, 1, [.. Enumerable.Range(0, 400).Select(i => (float)i)]));
        Assert.Equal([500_000, 0, -1], shown.CloudOffset);
        Assert.Equal((0, 0, "", 100), (shown.Width, shown.Height, shown.Unit, shown.CloudPoints));
        Assert.Equal((null, null, null, null), (shown.ColourImage, shown.DepthImage, shown.ScoreImage,
            shown.TruthImage));
        using var file = new BinaryReader(File.OpenRead(Path.Combine(Place, shown.CloudFile!)));
        Assert.Equal(100, file.ReadInt32());
        file.BaseStream.Position = 4 + 24 + (100 * 6);
        // Every fourth point; its score on the scale of those shown, 0 to 396.
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (byte)(4 * i * (255 / 396f))), file.ReadBytes(100));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => ball.Truth!.Ids[4 * i]), file.ReadBytes(100));
        Assert.Equal(Enumerable.Repeat((byte)180, 300), file.ReadBytes(400));
    }

    [Fact]
    public async Task Complete_MoreScansThanShown_AreCountedInARemark()
    {
        var sink = new EvidenceSink(new EvidenceOptions { Limit = 2 });
        for (int i = 0; i < 5; i++)
            await sink.ConsumeAsync(TestScans.Scored(i), ContextOf($"{i}"));
        await sink.CompleteAsync(Run, CancellationToken.None);
        Assert.Equal(["0", "1"], EvidenceFile.ReadAll(Run.Folder).Select(pair => pair.Evidence.Item.Name));
        Assert.Contains("first 2 scans, 3 more are not shown", Assert.Single(Run.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recall_MoreContributionsThanShown_OnlyFilesOfTheFirstStay()
    {
        var here = new EvidenceSink(new EvidenceOptions { Limit = 1 });
        foreach (string name in new[] { "a", "b.depth" })
            here.Recall((await new EvidenceSink(new EvidenceOptions { Limit = 1 }).ContributeAsync(
                TestScans.Scored(1), ContextOf(name))).Data, ContextOf(name));
        Assert.Equal((false, true), (here.Needs(ContextOf("c").Item), new EvidenceSink(new EvidenceOptions
        {
            Limit = 1,
        }).Needs(ContextOf("c").Item)));
        Assert.Single(Directory.GetFiles(Run.Folder.Evidence, "*.depth.png", SearchOption.AllDirectories));
        await here.CompleteAsync(Run, CancellationToken.None);
        Assert.Equal(["a.cloud", "a.depth.png", "a.json", "a.score.png"], Directory.GetFiles(Run.Folder.Evidence, "*",
            SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Consume_ScoreNotANumber_IsRejectedAndTheOthersAreShown()
    {
        var sink = new EvidenceSink(new EvidenceOptions());
        await RejectedAsync(() => sink.ConsumeAsync(TestScans.Scored(float.NaN), ContextOf("a")).AsTask(),
            RejectReason.NotANumber);
        await sink.ConsumeAsync(TestScans.Scored(1), ContextOf("b"));
        await sink.CompleteAsync(Run, CancellationToken.None);
        Assert.Equal("b", Assert.Single(EvidenceFile.ReadAll(Run.Folder)).Evidence.Item.Name);
    }

    [Fact]
    public async Task Complete_ScanLargerThanImages_KeepsItsAspect()
    {
        ScanEvidence shown = await WriteAsync(new EvidenceOptions { ImageSide = 40 }, new ScoredScan(TestScans.Dome(1),
            0, new float[5120]));
        Assert.Equal((40, 32), (shown.Width, shown.Height));
        RasterImage colour = Image(shown.ColourImage);
        Assert.Equal((40, 32, 3), (colour.Width, colour.Height, colour.Channels));
    }

    private string Place => Path.Combine(Run.Folder.Evidence, "dome", "test", "good");

    private RasterImage Image(string? name) => PngReader.Read(Path.Combine(Place, name!));

    private async Task<ScanEvidence> WriteAsync(EvidenceOptions options, ScoredScan scored)
    {
        var sink = new EvidenceSink(options);
        await sink.ConsumeAsync(scored, ContextOf("a"));
        await sink.CompleteAsync(Run, CancellationToken.None);
        Assert.Empty(Directory.EnumerateFiles(Run.Folder.Path, "*.tmp", SearchOption.AllDirectories));
        return Assert.Single(EvidenceFile.ReadAll(Run.Folder)).Evidence;
    }

    private void AssertCloud(ScanEvidence shown, Scan scan, float[] scores)
    {
        using var file = new BinaryReader(File.OpenRead(Path.Combine(Place, shown.CloudFile!)));
        int n = file.ReadInt32();
        Assert.Equal((scan.Cloud.Count, scan.Cloud.Count), (n, shown.CloudPoints));
        float[] low = [file.ReadSingle(), file.ReadSingle(), file.ReadSingle()],
            high = [file.ReadSingle(), file.ReadSingle(), file.ReadSingle()];
        for (int i = 0; i < n; i++)
            for (int axis = 0; axis < 3; axis++)
            {
                float step = (high[axis] - low[axis]) / 65535;
                Assert.Equal(scan.Cloud[i][axis], low[axis] + (file.ReadUInt16() * step), 0.51f * step + 1e-7f);
            }
        Assert.Equal(scores.Select(score => (byte)(score * (255 / (float)shown.ScoreHigh))), file.ReadBytes(n));
        Assert.Equal(scan.Truth!.Ids, file.ReadBytes(n));
        Assert.Equal(scan.Rgb!.Pixels, file.ReadBytes(3 * n));
        Assert.Equal(file.BaseStream.Length, file.BaseStream.Position);
    }
}
