using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Data;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Kernels;

namespace Pipeline3D.Blocks.Features;

/// <summary>Looks at a scan from several sides: a shaded picture per view, where each point appears in it, whether the
/// view sees it, and, where the scan has a truth, which pixels show a defect.</summary>
/// <remarks>Takes grids and plain clouds; points without a reading are not shown. The scan is turned by 180 degrees
/// about x first, so that its sensor side faces the camera. Presets count in the unit of their dataset: put
/// filter.convert-unit before this block when the scans have another. PointAD resizes grids to the side of the pictures
/// first, by filter.resize with points: nearest-floor. Views go with the scan until a block changes its
/// points.</remarks>
[Block("feature.views", UsesDevice = true, Version = 2,
    Summary = "Look at a scan from several views: pictures, pixel and visibility of its points, labels of pixels.")]
public sealed class ViewsFeature(ViewsOptions options) : TransformBlock3D<Scan, Scan>(options)
{
    /// <summary>Number of views, and pixels of each.</summary>
    internal (long Count, long Pixels) Size => (options.Angles.IsDefaultOrEmpty
        ? ViewPreset.Of(options.Preset).Setup.Angles.Length : options.Angles.Length,
        (long)(options.Width > 0 ? options.Width : options.Size)
            * (options.Height > 0 ? options.Height : options.Size));

    /// <inheritdoc/>
    public override ValueTask<Scan> TransformAsync(Scan input, BlockContext context)
    {
        _ = Scans.RequirePoints(input, context);
        PointViewOptions recipe = (options with { Seed = options.Seed ?? context.Run.Seed })
            .For(input.Id.Dataset, input.Id.Category);
        return new(input with
        {
            Views = RunDevice.Compute(context, scope => OnDevice.PointViews(scope, input.Cloud,
                ScanViewing.OwnOf(input), ScanViewing.LabelsOf(input), recipe, context.Run.KernelThreads,
                context.Stop)),
        });
    }
}
