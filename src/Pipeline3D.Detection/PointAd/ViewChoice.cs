using System.Collections.Immutable;
using Pipeline3D.Core.Live;
using Pipeline3D.Data;
using Pipeline3D.Geometry.Views;

namespace Pipeline3D.Detection.PointAd;

/// <summary>How many of a scan's views are looked at: all, or fewer when its verdict is due.</summary>
/// <remarks>Time goes into the tower, view by view, so a scan that was thinned to meet its deadline is judged by as
/// small a share of its views: 9 become 5 or 3, spread evenly over their order.</remarks>
internal static class ViewChoice
{
    /// <summary>The views to use.</summary>
    public static PointViews Of(Scan scan)
    {
        PointViews views = scan.Views!;
        if (scan.Fallback is not { } fallback || views.Count <= 3)
            return views;
        int[] kept = Kept(views.Count, fallback);
        ImmutableArray<bool[]> visible = [.. kept.Select(view => views.Visible[view])];
        int[] places = views.Own.Contains(-1) ? [.. Enumerable.Range(0, views.Own.Length)] : views.Own;
        return new PointViews(views.Width, views.Height, views.Cells, [.. kept.Select(view => views.Pictures[view])],
            views.Own, [.. kept.Select(view => views.Pixel[view])], NeverSeenRule.Fill(visible, places),
            views.Truth is { } truth ? [.. kept.Select(view => truth[view])] : null, views.PointTruth);
    }

    // Half of the points or more stand for 5 of 9 views, fewer for 3.
    private static int[] Kept(int views, Fallback fallback)
    {
        int wanted = 2L * fallback.Points >= fallback.OfPoints ? Math.Max(3, (views + 1) / 2) : 3;
        return [.. Enumerable.Range(0, wanted).Select(i => (int)Math.Round(i * (views - 1.0) / (wanted - 1)))];
    }
}
