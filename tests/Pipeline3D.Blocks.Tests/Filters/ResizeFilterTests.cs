using Pipeline3D.Blocks.Filters;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Geometry.Grids;

namespace Pipeline3D.Blocks.Tests.Filters;

public sealed class ResizeFilterTests : BlockTest
{
    [Theory, InlineData(32, 1), InlineData(100, 1), InlineData(37, 25)]
    public async Task Transform_AnySize_PointColourAndTruthOfAPixelStayTogether(int size, int multiple)
    {
        Scan scan = TestScans.Dome(seed: 1, bump: true);
        int[] truthOfPixel = [.. scan.Truth!.Ids.Select(id => (int)id)];
        Scan small = await new ResizeFilter(new ResizeOptions { Size = size, PadMultiple = multiple })
            .TransformAsync(scan, ContextOf("a"));
        Assert.Equal((size, size, size, size), (small.Grid!.Width, small.Grid.Height, small.Truth!.Width,
            small.Truth.Height));
        int side = (Math.Max(80, 64) + multiple - 1) / multiple * multiple, left = (side - 80) / 2,
            top = (side - 64) / 2;
        for (int i = 0; i < size * size; i++)
        {
            // The pixel whose centre lies nearest below the cell's centre, as the formula of resizing says.
            int column = (int)Math.Floor((i % size + 0.5) * side / size) - left,
                row = (int)Math.Floor((i / size + 0.5) * side / size) - top;
            bool outside = column is < 0 or >= 80 || row is < 0 or >= 64;
            int from = (row * 80) + column;
            Assert.Equal(outside ? default : scan.Cloud[from], small.Cloud[i]);
            Assert.Equal(outside ? 0 : truthOfPixel[from], small.Truth.Ids[i]);
            Assert.Equal(outside ? [0, 0, 0] : [(byte)column, (byte)row, 200],
                small.Rgb!.Pixels[(3 * i)..((3 * i) + 3)]);
        }
        Assert.Contains((byte)1, small.Truth.Ids);
    }

    [Fact]
    public async Task Transform_ScanWithoutColourAndTruth_HasNoneAfterwards()
    {
        Scan small = await new ResizeFilter(new ResizeOptions { Size = 16 }).TransformAsync(
            TestScans.Dome(seed: 1) with { Rgb = null, Truth = null }, ContextOf("a"));
        Assert.Null(small.Rgb);
        Assert.Null(small.Truth);
    }

    [Fact]
    public async Task Transform_PlainCloud_IsRejected()
        => await RejectedAsync(() => new ResizeFilter(new ResizeOptions()).TransformAsync(TestScans.Ball(1),
            ContextOf("a")).AsTask(),
            RejectReason.SizeMismatch, "unorganized");

    [Theory, InlineData(7, 1), InlineData(8193, 1), InlineData(224, 0), InlineData(224, 1001)]
    public void Constructor_OutOfRange_Throws(int size, int multiple)
        => Assert.Single(Assert.Throws<OptionsException>(() => new ResizeFilter(new ResizeOptions { Size = size,
            PadMultiple = multiple })).Problems);

    [Fact]
    public async Task Transform_TwoRules_PickAsGridResizeDoes()
    {
        Scan scan = TestScans.Dome(seed: 2, width: 64, height: 64);
        Scan floor = await new ResizeFilter(new ResizeOptions { Size = 24, Points = ResizeRule.NearestFloor,
            Truth = ResizeRule.NearestCentre })
            .TransformAsync(scan, ContextOf("a"));
        Assert.Equal(GridResize.Nearest(scan.Grid!, 24, 24, ResizeRule.NearestFloor).Points.ToInterleaved(),
            floor.Cloud.ToInterleaved());
    }
}
