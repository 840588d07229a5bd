using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Pictures;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry.Views;

namespace Pipeline3D.Detection.PointAd;

/// <summary>A scan's views, and its colour picture where one is used, through the vision tower.</summary>
internal static class ViewEncoding
{
    /// <summary>Features of the pictures, and which points they show; no labels.</summary>
    /// <param name="scan">The scan with its views.</param>
    /// <param name="clip">The model.</param>
    /// <param name="way">Layers, path and precision.</param>
    /// <param name="rgb">Whether the colour picture is used; scans without one, or without a grid, have none.</param>
    /// <param name="context">Of the scan.</param>
    /// <exception cref="ItemRejectedException">The tower gave a number that is none.</exception>
    public static PointAdSample Of(Scan scan, OpenClip clip, EncodingWay way, RgbUse rgb, MethodContext context)
    {
        PointViews views = scan.Views!;
        if (views.Width != views.Height)
            throw context.Reject(RejectReason.SizeMismatch, $"its views are pictures of {views.Width} x "
                + $"{views.Height}, and the tower takes squares: give feature.views one size");
        try
        {
            PictureFeatures? colour = rgb == RgbUse.Ignore || scan.Rgb is null || scan.Grid is null ? null
                : PictureTower.Encode(clip, [ScanPicture.Of(scan, PictureKind.Rgb, views.Size, context)], views.Size,
                    way, context.Stop);
            return new PointAdSample(PictureTower.Encode(clip, views.Pictures, views.Size, way, context.Stop),
                SeenPoints.Of(views.Cells, views.Own, views.Pixel, views.Visible), views.Size) { Rgb = colour };
        }
        catch (NotFiniteNumberException cause)
        {
            throw context.Reject(RejectReason.NotANumber, cause.Message, cause);
        }
    }
}
