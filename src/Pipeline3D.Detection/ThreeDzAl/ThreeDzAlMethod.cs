using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.ResNet;

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
    private readonly ResNetShelf _shelf;

    // Networks learn in it whatever a run's threads are, so that results do not depend on them.
    private readonly Lazy<DeviceLane> _lane = new(() => new DeviceLane("cpu", Environment.ProcessorCount));

    /// <summary>Makes the method.</summary>
    /// <param name="shelf">The program's open networks of pictures; null for its own.</param>
    public ThreeDzAlMethod(ResNetShelf? shelf = null) => _shelf = shelf ?? new ResNetShelf();

    /// <inheritdoc/>
    public ISampleCodec<ThreeDzAlSample> Samples => ThreeDzAlSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(ThreeDzAlOptions options) => new()
    {
        Grid = true, Unit = LengthUnit.Metre, Readings = options.PatchPoints, Colour = options.LooksAtColour,
    };

    /// <summary>Looks for the task-irrelevant scans.</summary>
    public void Check(ThreeDzAlOptions options) => IrrelevantSource.Files(options);

    /// <summary>Looks for the weights that colour is seen by.</summary>
    public void CheckPreparation(ThreeDzAlOptions options)
    {
        if (options.LooksAtColour)
            ResNetShelf.Check(options.Weights);
    }

    /// <summary>FPFH of cells as BTF has it, and the nearest points of each cell's middle.</summary>
    public ThreeDzAlSample Prepare(Scan scan, ThreeDzAlOptions options, MethodContext context)
    {
        OrganizedCloud grid = scan.Grid!;
        OrganizedCloud square = CellPatches.SquareOf(grid, scan.Lattice, options, context);
        FeatureMatrix crafted = scan.Lattice is { } lattice
            ? SparseBtf.Extract(grid, lattice, options, context.Threads, context.Scope, context.Stop)
            : BtfExtractor.Extract(grid, options, context.Threads, context.Scope, context.Stop);
        GridPadding padding = BtfExtractor.PaddingOf(grid, options);
        (FeatureMatrix? colour, string hash) = options.LooksAtColour ? Colour(scan, padding, options, context)
            : (null, "");
        return new ThreeDzAlSample(new PatchSample(crafted, padding), CellPatches.Of(square, options.PatchGrid,
            options.PatchPoints, context.Threads, context.Stop), colour, hash);
    }

    /// <inheritdoc/>
    public string FilesKey(ThreeDzAlOptions options) => IrrelevantSource.KeyOf(options)
        + (options.LooksAtColour ? _shelf.FilesKey(options.Weights) : "");

    /// <summary>Features and points of the square, with the members of every patch.</summary>
    public long SampleBytes(ThreeDzAlOptions options, long points)
    {
        long cells = (long)options.PatchGrid * options.PatchGrid;
        return sizeof(float) * ((cells * (options.FeatureLength + options.PatchPoints + 1 + ColourLength(options)))
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

    // By the widest network.
    private static long ColourLength(ThreeDzAlOptions options) => !options.LooksAtColour ? 0
        : ResNetShape.WideResNet50.Channels(ThreeDzAlOptions.Stages[0])
            + ResNetShape.WideResNet50.Channels(ThreeDzAlOptions.Stages[1]);

    private (FeatureMatrix, string) Colour(Scan scan, GridPadding padding, ThreeDzAlOptions options,
        MethodContext context)
    {
        ResNetModel network = _shelf.Open(options.Weights, ThreeDzAlOptions.Stages[^1]);
        if (ThreeDzAlOptions.Stages[^1] > network.Shape.Stages)
            throw new ArgumentException($"{network.FilePath} has {network.Shape.Stages} stages, "
                + $"{ThreeDzAlOptions.Stages[^1]} are needed");
        byte[] picture = PaddedPicture.Of(scan, padding, options.GridSize, context);
        try
        {
            return (_shelf.Lane.Run(_ => ResNetPatches.Of(network, picture, options.GridSize, ThreeDzAlOptions.Stages,
                options.PatchGrid, context.Stop), context.Stop), network.Sha256);
        }
        catch (NotFiniteNumberException cause)
        {
            throw context.Reject(RejectReason.NotANumber, cause.Message, cause);
        }
    }
}
