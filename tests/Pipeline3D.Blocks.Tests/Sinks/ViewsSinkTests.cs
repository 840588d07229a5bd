using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Blocks.Sinks;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry.Views;

namespace Pipeline3D.Blocks.Tests.Sinks;

public sealed class ViewsSinkTests : BlockTest
{
    [Fact]
    public async Task Consume_TwoViews_PicturesAndArraysReadBackEqual()
    {
        ViewProjection[] projections = [new(3, 2, [5, 0], [true, false], [1, 2]), new(3, 2, [4, 4], [false, true],
            [1, 2])];
        byte[] first = [1, 2, 3, 4, 5, 6], second = [9, 8, 7, 6, 5, 4];
        var views = new ScanViews(TestScans.Ball(1, 5), [1, 3], projections, [Image(first), Image(second)]);
        BlockContext context = ContextOf("007", defect: "hole");
        var sink = new ViewsSink();
        await sink.ConsumeAsync(views, context);

        Assert.Equal(first, PngReader.Read(PathOf(".0.png")).Bytes.ToArray());
        RasterImage other = PngReader.Read(PathOf(".1.png"));
        Assert.Equal(second, other.Bytes.ToArray());
        Assert.Equal((3, 2, 1), (other.Width, other.Height, other.Channels));
        NpyArray pixel = NpyReader.Read(PathOf(".pixel.npy")), visible = NpyReader.Read(PathOf(".visible.npy")),
            index = NpyReader.Read(PathOf(".index.npy"));
        Assert.Equal([2, 2], pixel.Shape);
        Assert.Equal([5, 0, 4, 4], pixel.To<int>());
        Assert.Equal([2, 2], visible.Shape);
        Assert.Equal(new byte[] { 1, 0, 0, 1 }, visible.To<byte>());
        Assert.Equal([1, 3], index.To<int>());

        Contribution left = sink.Remember(views, context);
        Assert.True(left.Data.IsEmpty);
        Assert.Equal(Directory.EnumerateFiles(Run.Folder.Path, "*", SearchOption.AllDirectories).Order(),
            left.Outputs.Order());
        Assert.Equal(5, left.Outputs.Count);
        // A folder with views in it is still one of a run.
        Assert.Null(RunFolder.ForeignEntry(Run.Folder.Path));

        string PathOf(string end) => Path.Combine(Run.Folder.Path, "views", "dome", "test", "hole", "007" + end);
    }

    private static ViewImage Image(byte[] grey)
        => new(3, 2, [.. grey.SelectMany(value => new[] { value, value, value })]);
}
