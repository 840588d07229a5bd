using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Losses;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.PointAd;
using Pipeline3D.Detection.PointClip;
using Pipeline3D.Geometry;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.PointClipV2a;

/// <summary>PointCLIP V2a: PointCLIP V2's depth pictures and scores with prompts that are learnt on labelled scans of
/// one category, as PointAD learns them.</summary>
/// <remarks>A reconstruction: PointAD's authors list such a method as a baseline and do not say how it was learnt;
/// README.md beside this file says what was chosen.</remarks>
[Method("pointclip-v2a", Title = "PointCLIP V2a", Paper = "arXiv:2410.00320")]
public sealed class PointClipV2aMethod : IMethod<PointClipV2aOptions, PointAdSample, PromptModel>
{
    private readonly ClipShelf _shelf;

    /// <summary>Makes the method.</summary>
    /// <param name="shelf">The program's open models; null for its own.</param>
    public PointClipV2aMethod(ClipShelf? shelf = null) => _shelf = shelf ?? new ClipShelf();

    /// <inheritdoc/>
    public ISampleCodec<PointAdSample> Samples => PointAdSampleCodec.Instance;

    /// <inheritdoc/>
    public bool LearnsFromLabelled(PointClipV2aOptions options) => true;

    /// <summary>Looks for the text tower.</summary>
    public void Check(PointClipV2aOptions options) => options.CheckWeights(ClipParts.Text);

    /// <summary>Looks for the vision tower.</summary>
    public void CheckPreparation(PointClipV2aOptions options) => options.CheckWeights(ClipParts.Vision);

    /// <summary>Makes the depth pictures and takes them through the tower; labels of points become masks.</summary>
    public PointAdSample Prepare(Scan scan, PointClipV2aOptions options, MethodContext context)
    {
        OpenClip clip = _shelf.Vision(options, context);
        (PictureFeatures views, SeenPoints seen) = DepthEncoding.Of(scan, clip, options, options.Axes, context);
        if (ScanViewing.LabelsOf(scan) is not { } labels)
            return new PointAdSample(views, seen, DepthViews.Size) { IsAnomalous = scan.IsAnomalous };
        bool[] truth = Array.ConvertAll(seen.Own, cell => labels[cell]);
        PointCloud cloud = scan.Cloud.Select(seen.Own);
        return new PointAdSample(views, seen, DepthViews.Size)
        {
            Masks = [.. Enumerable.Range(0, DepthViews.Count).Select(view => DepthViews.MaskOf(cloud, view, truth))],
            PointTruth = truth, HiddenDefects = PointAdSample.HiddenOf(scan, seen.Own), IsAnomalous = scan.IsAnomalous,
        };
    }

    /// <summary>The weights.</summary>
    public string FilesKey(PointClipV2aOptions options) => _shelf.FilesKey(options);

    /// <summary>Ten views of ViT-B/16 at 224 pixels, and their masks.</summary>
    public long SampleBytes(PointClipV2aOptions options, long points)
        => DepthEncoding.BytesOf(options.Store, points) + points
            + ((long)DepthViews.Count * DepthViews.Size * DepthViews.Size);

    /// <inheritdoc/>
    public IFit<PointAdSample, PromptModel> Begin(PointClipV2aOptions options) => new PromptFit<PointAdSample>(options,
        _shelf, new("PointCLIP V2a", "pointclip-v2a-prompts-checkpoint")
        {
            IsLabelled = sample => sample.IsLabelled,
            PicturesOf = sample => PromptPictures.Of(sample.Views, sample.Size),
            LossText = $"{options.Parts}",
            Loss = grid => PointAdLoss.Of(grid, options.Parts, ViewGrouping.Sample, DiceBackground.Code),
        });

    /// <summary>As PointCLIP V2's, by the learnt prompts.</summary>
    public Scores Score(PromptModel model, Scan scan, PointAdSample sample, PointClipV2aOptions options,
        MethodContext context)
    {
        SameWeights.Require(sample.Views.WeightsHash, model.WeightsHash, context);
        return PointClipScoring.Score(sample.Views, sample.Seen, ViewWeighting.Of(options.ViewWeights),
            Similarity.Direction(model.Text));
    }

    /// <inheritdoc/>
    public void Save(PromptModel model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public PromptModel Load(ArtifactReader file, PointClipV2aOptions options) => PromptModel.Load(file, options);
}
