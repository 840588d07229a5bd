using Pipeline3D.Data;
using Pipeline3D.Core;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>3DzAL: zero-shot localisation of anomalies in scans of classes that were never seen, by patches that were
/// told from pseudo-anomalies.</summary>
/// <remarks>Source: Wang, Peng and Fu 2025 (WACV). A network learns features of patches by contrast with
/// pseudo-anomalies, another tells both apart; a bank holds the features of normal patches beside FPFH. Nothing depends
/// on the class that is scored. The authors' formulas are not public; README.md beside this file says what was
/// reconstructed. The background should be removed before (filter.remove-plane).</remarks>
[Method("3dzal", Title = "3DzAL", Paper = "WACV 2025, TR2025-019", UsesDevice = true)]
public sealed class ThreeDzAlMethod : IMethod<ThreeDzAlOptions, ThreeDzAlSample, ThreeDzAlModel>
{
    // Networks learn in it whatever a run's threads are, so that results do not depend on them.
    private readonly Lazy<DeviceLane> _lane = new(() => new DeviceLane("cpu", Environment.ProcessorCount));

    /// <inheritdoc/>
    public ISampleCodec<ThreeDzAlSample> Samples => ThreeDzAlSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(ThreeDzAlOptions options) => new()
    {
        Grid = true, Unit = LengthUnit.Metre, Readings = options.PatchPoints,
    };

    /// <summary>Looks for the task-irrelevant scans.</summary>
    public void Check(ThreeDzAlOptions options) => IrrelevantSource.Files(options);

    /// <summary>FPFH of cells as BTF has it, and the nearest points of each cell's middle.</summary>
    public ThreeDzAlSample Prepare(Scan scan, ThreeDzAlOptions options, MethodContext context)
    {
        OrganizedCloud grid = scan.Grid!;
        OrganizedCloud square = CellPatches.SquareOf(grid, scan.Lattice, options, context);
        FeatureMatrix crafted = scan.Lattice is { } lattice
            ? SparseBtf.Extract(grid, lattice, options, context.Threads, context.Scope, context.Stop)
            : BtfExtractor.Extract(grid, options, context.Threads, context.Scope, context.Stop);
        return new ThreeDzAlSample(new PatchSample(crafted, BtfExtractor.PaddingOf(grid, options)),
            CellPatches.Of(square, options.PatchGrid, options.PatchPoints, context.Threads, context.Stop));
    }

    /// <inheritdoc/>
    public string FilesKey(ThreeDzAlOptions options) => IrrelevantSource.KeyOf(options);

    /// <summary>Features and points of the square, with the members of every patch.</summary>
    public long SampleBytes(ThreeDzAlOptions options, long points)
    {
        long cells = (long)options.PatchGrid * options.PatchGrid;
        return sizeof(float) * ((cells * (options.FeatureLength + options.PatchPoints + 1))
            + (4 * Math.Min(points, (long)options.GridSize * options.GridSize)));
    }

    /// <inheritdoc/>
    public IFit<ThreeDzAlSample, ThreeDzAlModel> Begin(ThreeDzAlOptions options) => new ThreeDzAlFit(options, _lane);

    /// <inheritdoc/>
    public Scores Score(ThreeDzAlModel model, Scan scan, ThreeDzAlSample sample, ThreeDzAlOptions options,
        MethodContext context) => ThreeDzAlScoring.Score(model, sample, options, context);

    /// <inheritdoc/>
    public void Save(ThreeDzAlModel model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public ThreeDzAlModel Load(ArtifactReader file, ThreeDzAlOptions options) => ThreeDzAlModel.Load(file, options);
}
