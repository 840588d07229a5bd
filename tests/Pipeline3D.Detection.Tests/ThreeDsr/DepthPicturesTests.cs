using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Detection.ThreeDsr;

namespace Pipeline3D.Detection.Tests.ThreeDsr;

public sealed class DepthPicturesTests : SmallAutoencoders
{
    private static readonly ThreeDsrOptions Options = new() { Side = 64 };

    [Fact]
    public void Of_DomeOnATable_IsTheDomeWithItsTopDarkest()
    {
        DepthPicture picture = Of(Dome(1));
        Assert.Equal((64, Width, Height), (picture.Side, picture.Width, picture.Height));
        Assert.Equal(0.1f, picture.Depth.Where(depth => depth > 0).Min(), 1e-5f);
        Assert.Equal(0.9f, picture.Depth.Max(), 1e-5f);
        Assert.InRange(Array.IndexOf(picture.Depth, 0.1f) / 64, 28, 36);
        Assert.False(picture.IsForeground[0]);
        Assert.True(picture.IsForeground[(32 * 64) + 32]);
        Assert.Equal(0, picture.Depth[0]);
        // The foot of the dome is within 5 mm of the table.
        Assert.InRange(picture.IsForeground.Count(mark => mark), 900, 1400);
    }

    [Fact]
    public void Of_HolesAndNaN_AreFilled()
    {
        DepthPicture whole = Of(Dome(1)), holed = Of(Dome(1, (column, row) => column == 36 && row == 30));
        Scan broken = Dome(1);
        broken.Cloud.Z[(30 * Width) + 36] = float.NaN;
        Assert.All(whole.Depth.Zip(holed.Depth), pair => Assert.InRange(pair.Second - pair.First, -0.02f, 0.02f));
        Assert.Equal(holed.Depth, Of(broken).Depth);
    }

    [Fact]
    public void Of_CornersWithoutReadings_TakesAnotherCornerOrSaysWhatToDo()
    {
        DepthPicture one = Of(Dome(1, (column, row) => column < 8 && row < 8));
        Assert.All(Of(Dome(1)).Depth.Zip(one.Depth), pair => Assert.InRange(pair.Second - pair.First, -0.05f, 0.05f));
        ItemRejectedException cause = Assert.Throws<ItemRejectedException>(() => Of(Dome(1, (_, row) => row < 8)));
        Assert.Equal(RejectReason.NoBackgroundPlane, cause.Reason);
        Assert.Contains("background: none", cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ScanWithoutItsBackground_TakesAllThatIsThere()
    {
        DepthPicture picture = DepthPictures.Of(Dome(1, (column, row) => Math.Abs(column - 36) > 20 || row < 10),
            Options with { Background = DepthBackground.None }, new MethodContext());
        Assert.Equal(0, picture.Depth[0]);
        Assert.True(picture.IsForeground[(40 * 64) + 16]);
    }

    [Fact]
    public void Of_BackgroundAlone_IsRejectedWithTheThreshold()
    {
        Scan flat = Dome(1);
        for (int i = 0; i < flat.Cloud.Count; i++)
            flat.Cloud.Z[i] = 0.5f;
        ItemRejectedException cause = Assert.Throws<ItemRejectedException>(() => Of(flat));
        Assert.Equal(RejectReason.TooFewPoints, cause.Reason);
        Assert.Contains("0.005", cause.Message, StringComparison.Ordinal);
    }

    private static DepthPicture Of(Scan scan) => DepthPictures.Of(scan, Options, new MethodContext());
}
