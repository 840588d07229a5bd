using Pipeline3D.Core.Live;
using Pipeline3D.Data;
using Pipeline3D.Detection.PointAd;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Testing.Methods;

namespace Pipeline3D.Detection.Tests.PointAd;

public sealed class ViewChoiceTests
{
    [Theory, InlineData(100, 9), InlineData(60, 5), InlineData(50, 5), InlineData(49, 3), InlineData(1, 3)]
    public void Of_ThinnedScan_KeepsFewerViewsSpreadEvenly(int points, int wanted)
    {
        Scan scan = ConformanceScans.Anomalous(1);
        PointViews all = PointViewer.Of(scan.Cloud, ScanViewing.OwnOf(scan), ScanViewing.LabelsOf(scan),
            new PointViewOptions { Size = 32 });
        PointViews kept = ViewChoice.Of(scan with
        {
            Views = all, Fallback = points == 100 ? null : new Fallback(points, 100),
        });
        Assert.Equal(wanted, kept.Count);
        int[] of = wanted == 9 ? [.. Enumerable.Range(0, 9)] : wanted == 5 ? [0, 2, 4, 6, 8] : [0, 4, 8];
        Assert.Equal(of.Select(view => all.Pictures[view]), kept.Pictures);
        Assert.Equal(of.Select(view => all.Pixel[view]), kept.Pixel);
        Assert.Equal(of.Select(view => all.Truth![view]), kept.Truth);
        // No point is left without a view.
        Assert.All(Enumerable.Range(0, kept.Own.Length), i => Assert.Contains(true, kept.Visible.Select(view =>
            view[i])));
    }
}
