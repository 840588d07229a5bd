using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Networks.ResNet;
using Pipeline3D.Weights;

namespace Pipeline3D.Detection.ShapeGuided;

/// <summary>Shape-Guided: a scan's patches are told by a dictionary of normal ones, and the signed distance field of
/// what comes out says how far each point is from where it should be; colour is compared where the shape is
/// alike.</summary>
/// <remarks>Source: Chu and others 2023, Shape-Guided Dual-Memory Learning for 3D Anomaly Detection, and its public
/// code; README.md beside this file says how this one differs. Scores of shape are distances in units of a patch's
/// longest side. A cloud without a grid is scored point by point, by shape alone.</remarks>
[Method("shape-guided", Title = "Shape-Guided", Paper = "ICML 2023")]
public sealed class ShapeGuidedMethod : IMethod<ShapeGuidedOptions, PatchedScan, ShapeGuidedModel>
{
    private readonly ResNetShelf _shelf;
    private readonly FileHashes _hashes = new(SurfaceWeights.Find);

    private readonly SurfaceLanes _lanes = new();

    /// <summary>Makes the method.</summary>
    /// <param name="shelf">The program's open networks of pictures; null for its own.</param>
    public ShapeGuidedMethod(ResNetShelf? shelf = null) => _shelf = shelf ?? new ResNetShelf();

    /// <inheritdoc/>
    public ISampleCodec<PatchedScan> Samples => PatchedScanCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(ShapeGuidedOptions options)
        => new() { Grid = options.LooksAtColour, Colour = options.LooksAtColour };

    /// <summary>Reads the expert, and looks for the weights of a network of pictures.</summary>
    public void Check(ShapeGuidedOptions options)
    {
        CheckScoring(options);
        if (options.Weights.Length == 0)
            return;
        try
        {
            SurfaceWeights.Read(options.Weights, options.Shape);
        }
        catch (WeightFormatException cause)
        {
            throw new ArgumentException(cause.Message, cause);
        }
    }

    /// <inheritdoc/>
    public void CheckScoring(ShapeGuidedOptions options)
    {
        if (options.LooksAtColour)
            ResNetShelf.Check(options.PictureWeights);
    }

    /// <inheritdoc/>
    public string FilesKey(ShapeGuidedOptions options)
        => $"{ExpertHash(options)}{(options.LooksAtColour ? $" {_shelf.FilesKey(options.PictureWeights)}" : "")}";

    /// <summary>Cuts the scan into patches, and lets a network look at its picture where colour counts.</summary>
    public PatchedScan Prepare(Scan scan, ShapeGuidedOptions options, MethodContext context)
    {
        var patched = PatchedScan.Of(scan, options, context);
        if (!options.LooksAtColour)
            return patched;
        ResNetModel network = _shelf.Open(options.PictureWeights, options.PictureStages[^1]);
        if (options.PictureStages[^1] > network.Shape.Stages)
            throw new ArgumentException($"picture_stages asks for stage {options.PictureStages[^1]}, "
                + $"{network.FilePath} has {network.Shape.Stages}");
        byte[] picture = PaddedPicture.Of(scan, patched.Padding!, options.PictureSize, context);
        try
        {
            return patched with
            {
                Colour = _shelf.Lane.Run(_ => ResNetPatches.Of(network, picture, options.PictureSize,
                    options.PictureStages.AsSpan(), options.PatchGrid, context.Stop), context.Stop),
                WeightsHash = network.Sha256,
            };
        }
        catch (NotFiniteNumberException cause)
        {
            throw context.Reject(RejectReason.NotANumber, cause.Message, cause);
        }
    }

    /// <summary>Points and patches, and the picture's cells by the widest network.</summary>
    public long SampleBytes(ShapeGuidedOptions options, long points) => options.PatchBytes(points)
        + (!options.LooksAtColour ? 0 : (long)sizeof(float) * options.PatchGrid * options.PatchGrid
            * options.PictureStages.Sum(ResNetShape.WideResNet50.Channels));

    /// <inheritdoc/>
    public IFit<PatchedScan, ShapeGuidedModel> Begin(ShapeGuidedOptions options)
        => new ShapeGuidedFit(options, ExpertHash(options), _lanes);

    /// <inheritdoc/>
    public Scores Score(ShapeGuidedModel model, Scan scan, PatchedScan sample, ShapeGuidedOptions options,
        MethodContext context)
    {
        if (model.Colour is { } colour)
            SameWeights.Require(sample.WeightsHash, colour.WeightsHash, context);
        return ShapeGuidedScoring.Score(model, scan, sample, options, _lanes, context);
    }

    /// <inheritdoc/>
    public void Save(ShapeGuidedModel model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public ShapeGuidedModel Load(ArtifactReader file, ShapeGuidedOptions options) => ShapeGuidedModel.Load(file);

    private string ExpertHash(ShapeGuidedOptions options)
        => options.Weights.Length == 0 || options.Weights == SurfaceWeights.RandomPrefix ? ""
            : _hashes.Of(options.Weights);
}
