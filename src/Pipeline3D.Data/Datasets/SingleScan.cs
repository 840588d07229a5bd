using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Datasets;

/// <summary>A scan that belongs to no dataset: one file of coordinates, with colours and true defects beside it where
/// there are any.</summary>
public static class SingleScan
{
    /// <summary>Describes the scan; nothing but headers is read.</summary>
    /// <param name="id">Who the scan is.</param>
    /// <param name="cloud">File of any format that <paramref name="formats"/> reads as a cloud.</param>
    /// <param name="colour">Image of the grid's size; null when there is none.</param>
    /// <param name="truth">Mask of the grid's size; null when there is none.</param>
    /// <param name="unit">Unit of the coordinates.</param>
    /// <param name="limits">What to accept at most.</param>
    /// <param name="formats">What to read the files by; our own formats when null.</param>
    /// <remarks>The same files give the same scan as in the layout of a dataset.</remarks>
    public static SourceEntry<Scan> Of(ItemId id, string cloud, string? colour, string? truth, LengthUnit unit,
        FormatLimits limits, ScanFormats? formats = null)
    {
        formats ??= ScanFormats.Own;
        return new(id, cloud, () => formats.DeclaredBytes(cloud, limits),
            context => new(Load(id, cloud, colour, truth, unit, formats, limits, context.Stop)))
        {
            Files = [.. ((string?[])[cloud, colour, truth]).OfType<string>()],
        };
    }

    private static Scan Load(ItemId id, string path, string? colour, string? mask, LengthUnit unit,
        ScanFormats formats, FormatLimits limits, CancellationToken stop)
    {
        CloudFile cloud = formats.ReadCloud(path, limits);
        stop.ThrowIfCancellationRequested();
        bool isGrid = cloud.Height > 1;
        if (!isGrid && (colour ?? mask) is { } partner)
            throw new FormatException3D(partner, -1L, "the scan is a plain cloud, which has no pixels for an image",
                "send the coordinates as a grid, or leave the image out");
        RgbImage? rgb = colour is not null ? ScanParts.Colour(colour, cloud.Width, cloud.Height, formats, limits)
            : isGrid && cloud.Rgb is not null ? new RgbImage(cloud.Width, cloud.Height, cloud.Rgb) : null;
        stop.ThrowIfCancellationRequested();
        GroundTruth? truth = mask is null ? null : ScanParts.Mask(mask, cloud.Width, cloud.Height, formats, limits);
        List<string> remarks = [.. cloud.Remarks];
        return isGrid
            ? ScanParts.Organized(id, cloud.Points, cloud.Width, cloud.Height, unit, rgb, truth, truth?.IsAnomalous,
                remarks)
            : ScanParts.Unorganized(id, cloud, null, null, unit);
    }
}
