using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Ast;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Detection.Tests.ThreeDsr;
using Pipeline3D.Detection.ThreeDsr;

namespace Pipeline3D.Detection.Tests.Ast;

public sealed class AstDepthTests
{
    private static readonly AstOptions Options = new() { Side = 64 };

    [Fact]
    public void Of_DomeOnATable_IsCentimetresAboutItsMeanAndZeroBesideIt()
    {
        (float[] depth, float[] foreground) = AstDepth.Of(SmallAutoencoders.Dome(1), Options, new MethodContext());
        Assert.Equal((64 * 64, 8 * 8), (depth.Length, foreground.Length));
        // The dome is 13 mm high above the threshold; its top is nearer than its mean.
        float top = depth[(32 * 64) + 32], rim = depth.Max();
        Assert.InRange(top, -0.9f, -0.2f);
        Assert.InRange(rim, 0.2f, 0.9f);
        Assert.Equal((0, 0), (depth[0], foreground[0]));
        Assert.Equal(1, foreground[(4 * 8) + 4]);
        Assert.All(foreground, share => Assert.InRange(share, 0, 1));
        Assert.Contains(foreground, share => share is > 0 and < 1);
    }

    [Fact]
    public void Of_HolesOfOnePixel_AreFilled()
    {
        Scan whole = SmallAutoencoders.Dome(1), holed = SmallAutoencoders.Dome(1, (column, row) => column % 5 == 2
            && row % 5 == 2);
        (float[] depth, _) = AstDepth.Of(holed, Options, new MethodContext());
        (float[] wanted, _) = AstDepth.Of(whole, Options, new MethodContext());
        Assert.Equal(0, Enumerable.Range(0, depth.Length).Count(i => Math.Abs(depth[i] - wanted[i]) > 0.3f));
        (float[] unfilled, _) = AstDepth.Of(holed, Options with { Fills = 0 }, new MethodContext());
        Assert.InRange(Enumerable.Range(0, depth.Length).Count(i => Math.Abs(unfilled[i] - wanted[i]) > 0.15f), 20, 400);
    }

    [Fact]
    public void Of_ScansWithoutObjectOrCorners_AreRejectedWithWhatToDo()
    {
        Assert.Contains("lower surface_threshold", Rejected(SmallAutoencoders.Dome(1), Options with { SurfaceThreshold = 0.5 }),
            StringComparison.Ordinal);
        Assert.Contains("background: none", Rejected(SmallAutoencoders.Dome(1, (column, row) => column < 5 && row < 5),
            Options), StringComparison.Ordinal);
        Assert.Contains("no pixel has a depth", Rejected(SmallAutoencoders.Dome(1, (_, _) => true), Options with
        {
            Background = DepthBackground.None,
        }), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_BackgroundRemovedBefore_TakesAllReadings()
    {
        Scan alone = SmallAutoencoders.Dome(1, (column, row) => Math.Abs(column - 36) > 15 || Math.Abs(row - 30) > 12);
        (float[] depth, float[] foreground) = AstDepth.Of(alone, Options with { Background = DepthBackground.None, Grow = 1 },
            new MethodContext());
        Assert.InRange(Enumerable.Range(0, depth.Length).Count(i => depth[i] != 0) / 4096.0, 0.15, 0.30);
        Assert.Equal((0, 1), (foreground[0], foreground[(4 * 8) + 4]));
    }

    private static string Rejected(Scan scan, AstOptions options)
        => Assert.Throws<ItemRejectedException>(() => AstDepth.Of(scan, options, new MethodContext())).Message;
}
