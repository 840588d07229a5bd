using Pipeline3D.Core;
using Pipeline3D.Data;
using Pipeline3D.Detection;
using Pipeline3D.Geometry;

namespace Pipeline3D.Blocks;

/// <summary>Describes the patches of a scan on a grid with BTF's hand-crafted features: FPFH, or raw depth.</summary>
/// <remarks>Pads the scan to a square and resizes it; the score map made of the features leads back to the scan's own
/// pixels. FPFH of a scan that filter.meet-deadline thinned is computed on its lattice where that is coarser than
/// grid_size, with neighbourhoods of the same extent.</remarks>
[Block("feature.btf", UsesDevice = true,
    Summary = "Describe the patches of an organized scan by FPFH or raw depth (BTF).")]
public sealed class BtfFeature(BtfFeatureOptions options)
    : TransformBlock3D<Scan, ScanFeatures>(options), ICacheable<Scan, ScanFeatures>
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
        FeatureMatrix patches = RunDevice.Compute(context, scope => input.Lattice is { } lattice
            ? SparseBtf.Extract(grid, lattice, _options, context.Run.KernelThreads, scope, context.Stop)
            : BtfExtractor.Extract(grid, _options, context.Run.KernelThreads, scope, context.Stop));
        return new(Of(input, grid, patches));
    }

    /// <inheritdoc/>
    public void SaveOutput(ScanFeatures output, Stream stream) => Numbers.Write(stream, output.Patches.Values);

    /// <inheritdoc/>
    public ScanFeatures LoadOutput(Scan input, Stream stream)
    {
        float[] values = Numbers.Read(stream);
        int rows = options.PatchGrid * options.PatchGrid;
        return Of(input, input.Grid!, new FeatureMatrix(rows, values.Length / rows, values));
    }

    private ScanFeatures Of(Scan scan, OrganizedCloud grid, FeatureMatrix patches) => new(scan, patches,
        options.Describe(), options.PatchGrid, options.GridSize, BtfExtractor.PaddingOf(grid, _options));
}
