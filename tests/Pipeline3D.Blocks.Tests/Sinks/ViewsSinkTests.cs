using Pipeline3D.Blocks.Sinks;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry.Views;

namespace Pipeline3D.Blocks.Tests.Sinks;

public sealed class ViewsSinkTests : BlockTest
{
    [Fact]
    public async Task Consume_TwoViews_PicturesAndArraysReadBackEqual()
    {
        byte[] first = [1, 2, 3, 4, 5, 6];
        byte[] colours = [.. Enumerable.Range(0, 18).Select(i => (byte)i)];
        Scan scan = TestScans.Ball(1, 5) with
        {
            Views = new PointViews(3, 2, 5, [Rgb(first), colours], [1, 3], [[5, 0], [4, 4]],
                [[true, false], [false, true]], [[true, false, false, false, false, false], new bool[6]]),
        };
        BlockContext context = ContextOf("007", defect: "hole");
        var sink = new ViewsSink(new ViewsSinkOptions());
        await sink.ConsumeAsync(scan, context);

        Assert.Equal(first, PngReader.Read(PathOf(".0.png")).Bytes.ToArray());
        RasterImage other = PngReader.Read(PathOf(".1.png"));
        Assert.Equal(colours, other.Bytes.ToArray());
        Assert.Equal((3, 2, 3), (other.Width, other.Height, other.Channels));
        NpyArray pixel = NpyReader.Read(PathOf(".pixel.npy")), visible = NpyReader.Read(PathOf(".visible.npy")),
            index = NpyReader.Read(PathOf(".index.npy")), truth = NpyReader.Read(PathOf(".truth.npy"));
        Assert.Equal([2, 2], pixel.Shape);
        Assert.Equal([5, 0, 4, 4], pixel.To<int>());
        Assert.Equal([2, 2], visible.Shape);
        Assert.Equal(new byte[] { 1, 0, 0, 1 }, visible.To<byte>());
        Assert.Equal([1, 3], index.To<int>());
        Assert.Equal([2, 2, 3], truth.Shape);
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], truth.To<int>());

        AssertRemembered(sink.Remember(scan, context), 6);

        string PathOf(string end) => Path.Combine(Run.Folder.Path, "views", "dome", "test", "hole", "007" + end);
    }

    [Fact]
    public async Task Consume_AuthorsLayout_SourceReadsTheSameViews()
    {
        Scan scan = TestScans.Dome(3, 24, 24);
        scan.Cloud[30] = default;
        scan = scan with
        {
            Truth = new GroundTruth(24, 24, [.. Enumerable.Range(0, 576).Select(i => (byte)(i % 24 > 16 ? 1 : 0))]),
        };
        PointViews views = PointViewer.Of(scan.Cloud, ScanViewing.OwnOf(scan), ScanViewing.LabelsOf(scan),
            new PointViewOptions { Size = 24, Preset = "x11", PointSize = 2, NormalRadius = 0.5, Supersample = false });
        scan = scan with { Views = views };
        BlockContext context = ContextOf("007", defect: "");
        var sink = new ViewsSink(new ViewsSinkOptions { Layout = ViewFiles.Authors });
        scan = scan with { IsAnomalous = true };
        await sink.ConsumeAsync(scan, context);
        AssertRemembered(sink.Remember(scan, context), (3 * 11) + 4);

        var query = new DatasetQuery(Path.Combine(Run.Folder.Path, "views"), [], "test", FormatLimits.Default);
        SourceEntry<Scan> entry = new RenderedViewsLayout().Enumerate(query, _ => { }).Single();
        Assert.Equal("rendered-views dome test anomaly 007",
            $"{entry.Id.Dataset} {entry.Id.Category} {entry.Id.Split} {entry.Id.Defect} {entry.Id.Name}");
        PointViews read = (await entry.LoadAsync(context)).Views!;
        Assert.Equal((views.Size, views.Cells, views.Count), (read.Size, read.Cells, read.Count));
        Assert.Equal(views.Own, read.Own);
        for (int view = 0; view < 11; view++)
        {
            Assert.Equal(views.Pictures[view], read.Pictures[view]);
            Assert.Equal(views.Pixel[view], read.Pixel[view]);
            Assert.Equal(views.Visible[view], read.Visible[view]);
            Assert.Equal(views.Truth![view], read.Truth![view]);
        }
    }

    [Fact]
    public async Task Consume_NoViewsOrNoPlaceForThem_RejectedInOwnWords()
    {
        var sink = new ViewsSink(new ViewsSinkOptions { Layout = ViewFiles.Authors });
        await RejectedAsync(() => sink.ConsumeAsync(TestScans.Dome(1), ContextOf("0")).AsTask(),
            RejectReason.MissingPartner, "feature.views");
        Scan scan = TestScans.Dome(1);
        await RejectedAsync(() => sink.ConsumeAsync(scan with
        {
            Views = new PointViews(8, 8, scan.Cloud.Count, [new byte[192]], [0], [[0]], [[true]]),
        }, ContextOf("0")).AsTask(), RejectReason.SizeMismatch, "filter.resize");
    }

    private void AssertRemembered(Contribution left, int files)
    {
        Assert.True(left.Data.IsEmpty);
        Assert.Equal(Directory.EnumerateFiles(Run.Folder.Path, "*", SearchOption.AllDirectories).Order(),
            left.Outputs.Order());
        Assert.Equal(files, left.Outputs.Count);
        // A folder with views in it is still one of a run.
        Assert.Null(RunFolder.ForeignEntry(Run.Folder.Path));
    }

    private static byte[] Rgb(byte[] grey) => [.. grey.SelectMany(value => new[] { value, value, value })];
}
