using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.PointFeatures;
using Pipeline3D.Detection.PointMae;

namespace Pipeline3D.Detection.M3dm;

/// <summary>M3DM: memory banks of Point-MAE's features of points, and with DINO's weights of colour and of both, fused
/// by one-class machines.</summary>
/// <remarks>Source: Wang et al. 2023 (MVTec 3D-AD, all three banks: I-AUROC 0.945, AU-PRO 0.964), and its use on clouds
/// by the Real3D-AD benchmark (O-AUROC 0.552, P-AUROC 0.637). On a grid, features of centres are interpolated to
/// pixels and pooled to patches; a cloud without one is described at the centres, and its points take the score of the
/// nearest. README.md beside this file says how this one differs.</remarks>
[Method("m3dm", Title = "M3DM", Paper = "arXiv:2303.00601", UsesDevice = true)]
public sealed class M3dmMethod : IMethod<M3dmOptions, M3dmSample, M3dmModel>
{
    private readonly PointMaeShelf _points;
    private readonly DinoShelf _pictures;

    /// <summary>Makes the method.</summary>
    /// <param name="points">The program's open networks on points; null for its own.</param>
    /// <param name="pictures">Its towers of pictures; null for its own.</param>
    public M3dmMethod(PointMaeShelf? points = null, DinoShelf? pictures = null)
        => (_points, _pictures) = (points ?? new PointMaeShelf(), pictures ?? new DinoShelf());

    /// <inheritdoc/>
    public ISampleCodec<M3dmSample> Samples => M3dmSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(M3dmOptions options) => new()
    {
        Readings = Math.Max(3, options.GroupSize), Grid = options.HasColour, Colour = options.HasColour,
    };

    /// <summary>Looks for the weights.</summary>
    public void Check(M3dmOptions options)
    {
        PointMaeShelf.Check(options.Weights);
        if (options.HasColour)
            DinoShelf.Check(options.DinoWeights);
    }

    /// <summary>Describes patches of a grid, or groups of a cloud about its mean.</summary>
    public M3dmSample Prepare(Scan scan, M3dmOptions options, MethodContext context) => scan.Grid is null
        ? new M3dmSample(null, GroupSample.Of(scan, context).Described(_points, options, context))
        : new M3dmSample(GridPatches.Of(scan, _points, _pictures, options, context), null);

    /// <inheritdoc/>
    public string FilesKey(M3dmOptions options)
        => $"{_points.FilesKey(options.Weights)} {_pictures.FilesKey(options.DinoWeights)}";

    /// <summary>Features of patches, or of groups and points.</summary>
    public long SampleBytes(M3dmOptions options, long points) => (16 * points) + Math.Max(options.FeatureBytes(points),
        (1152L + (options.HasColour ? 768 : 0)) * sizeof(float) * options.PatchGrid * options.PatchGrid);

    /// <inheritdoc/>
    public IFit<M3dmSample, M3dmModel> Begin(M3dmOptions options) => new M3dmFit(options, _points);

    /// <inheritdoc/>
    public Scores Score(M3dmModel model, Scan scan, M3dmSample sample, M3dmOptions options, MethodContext context)
    {
        SameWeights.Require(sample.PointsHash, model.PointsHash, context);
        if (!options.HasColour)
            return M3dmScoring.ByPoints(model, scan, sample, options, context);
        GridPatches grid = sample.Grid!;
        SameWeights.Require(grid.ColourHash, model.ColourHash, context);
        return M3dmScoring.ByAll(model, grid, M3dmFit.Patches(grid, model.Fusion, options, _points, context.Stop),
            options, context);
    }

    /// <inheritdoc/>
    public void Save(M3dmModel model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public M3dmModel Load(ArtifactReader file, M3dmOptions options) => M3dmModel.Load(file, options);
}
