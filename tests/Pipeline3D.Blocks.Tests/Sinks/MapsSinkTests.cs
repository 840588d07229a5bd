using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Blocks.Sinks;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Blocks.Tests.Sinks;

public sealed class MapsSinkTests : BlockTest
{
    [Fact]
    public async Task Consume_Grid_IsAFloatTiffOfTheScansSizeReadBackBitEqual()
    {
        ScoredScan scored = TestScans.Scored(1);
        await new MapsSink(new MethodSinkOptions()).ConsumeAsync(scored, ContextOf("007", defect: "hole"));
        RasterImage map = TiffReader.Read(Path.Combine(Run.Folder.Path, "maps", "dome", "test", "hole", "007.tiff"));
        Assert.Equal((6, 4, 1), (map.Width, map.Height, map.Channels));
        Assert.Equal(scored.Scores, map.Floats.ToArray());
        AssertNoOtherFile();
    }

    [Fact]
    public async Task Consume_PlainCloud_IsAnArrayPerPoint()
    {
        float[] scores = [.. Enumerable.Range(0, 50).Select(i => i / 7f)];
        await new MapsSink(new MethodSinkOptions()).ConsumeAsync(new ScoredScan(TestScans.Ball(1, count: 50), 1,
            scores), ContextOf("007"));
        NpyArray map = NpyReader.Read(Path.Combine(Run.Folder.Path, "maps", "dome", "test", "good", "007.npy"));
        Assert.Equal([50], map.Shape);
        Assert.Equal(scores, map.To<float>());
        AssertNoOtherFile();
    }

    private void AssertNoOtherFile() => Assert.Single(Directory.EnumerateFiles(Run.Folder.Path, "*",
        SearchOption.AllDirectories));
}
