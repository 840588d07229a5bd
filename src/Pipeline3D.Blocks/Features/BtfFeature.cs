using Pipeline3D.Core;
using Pipeline3D.Data;
using Pipeline3D.Detection;
using Pipeline3D.Geometry;

namespace Pipeline3D.Blocks;

/// <summary>Describes the patches of a scan on a grid with BTF's hand-crafted features: FPFH, or raw depth.</summary>
/// <remarks>Pads the scan to a square and resizes it; the score map made of the features leads back to the scan's own
/// pixels.</remarks>
[Block("feature.btf", Summary = "Describe the patches of an organized scan by FPFH or raw depth (BTF).")]
public sealed class BtfFeature(BtfFeatureOptions options) : TransformBlock3D<Scan, ScanFeatures>(options)
{
    private readonly BtfOptions _options = options.ToBtf();

    /// <inheritdoc/>
    public override UnitFlow Units => new(LengthUnit.Metre, null);

    /// <inheritdoc/>
    public override ValueTask<ScanFeatures> TransformAsync(Scan input, BlockContext context)
    {
        OrganizedCloud grid = Scans.RequireGrid(input, context);
        Scans.RequireUnit(input, LengthUnit.Metre, context);
        Scans.RequirePoints(input, context);
        FeatureMatrix patches = BtfExtractor.Extract(grid, _options, context.Run.KernelThreads, context.Stop);
        return new(new ScanFeatures(input, patches, options.Describe(),
            options.PatchGrid, options.GridSize, BtfExtractor.PaddingOf(grid, _options)));
    }
}
