using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.PointClip;

/// <summary>PointCLIP V2, zero-shot: ten depth pictures of a cloud are held against a normal and a damaged prompt by
/// CLIP's frozen towers.</summary>
/// <remarks>Source: Zhu and others 2023, and PointAD's authors for its use on anomalies; README.md beside this file
/// says how this one differs. It learns nothing: of the scans of a fit it takes the name of their category.</remarks>
[Method("pointclip", Title = "PointCLIP V2", Paper = "arXiv:2211.11682", IsSeeded = false)]
public sealed class PointClipMethod : IMethod<PointClipOptions, PointClipSample, TextModel>
{
    private readonly ClipShelf _shelf;

    /// <summary>Makes the method.</summary>
    /// <param name="shelf">The program's open models; null for its own.</param>
    public PointClipMethod(ClipShelf? shelf = null) => _shelf = shelf ?? new ClipShelf();

    /// <inheritdoc/>
    public ISampleCodec<PointClipSample> Samples => PointClipSampleCodec.Instance;

    /// <summary>Any scan of a category tells its name.</summary>
    public bool LearnsFromLabelled(PointClipOptions options) => true;

    /// <summary>Looks for the text tower and the vocabulary.</summary>
    public void Check(PointClipOptions options) => options.CheckFiles();

    /// <summary>Looks for the vision tower.</summary>
    public void CheckPreparation(PointClipOptions options) => options.CheckWeights(ClipParts.Vision);

    /// <summary>Makes the depth pictures and takes them through the tower.</summary>
    public PointClipSample Prepare(Scan scan, PointClipOptions options, MethodContext context)
    {
        OpenClip clip = _shelf.Vision(options, context);
        (PictureFeatures views, SeenPoints seen) = DepthEncoding.Of(scan, clip, options, options.Axes, context);
        return new PointClipSample(views, seen);
    }

    /// <summary>The weights.</summary>
    public string FilesKey(PointClipOptions options) => _shelf.FilesKey(options);

    /// <summary>Ten views of ViT-B/16 at 224 pixels.</summary>
    public long SampleBytes(PointClipOptions options, long points) => DepthEncoding.BytesOf(options.Store, points);

    /// <inheritdoc/>
    public IFit<PointClipSample, TextModel> Begin(PointClipOptions options)
        => new NameFit<PointClipSample>((category, run, stop) => TextModel.Of(_shelf, options, category, Prompts, run,
            stop));

    /// <summary>Probability of the damaged prompt: softmax of both mean cosines divided by 0.07, over views for the
    /// scan and over the seeing views for a point; 0 for a point that no view sees.</summary>
    /// <remarks>A choice, of the same ranking as the difference of the logits: the paper says nothing of
    /// anomalies.</remarks>
    public Scores Score(TextModel model, Scan scan, PointClipSample sample, PointClipOptions options,
        MethodContext context)
    {
        SameWeights.Require(sample.Views.WeightsHash, model.WeightsHash, context);
        return PointClipScoring.Score(sample.Views, sample.Seen, ViewWeighting.Of(options.ViewWeights),
            Similarity.Direction(model.Text));
    }

    /// <inheritdoc/>
    public void Save(TextModel model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public TextModel Load(ArtifactReader file, PointClipOptions options) => TextModel.Load(file);

    private static (IReadOnlyList<string>, IReadOnlyList<string>) Prompts(PromptWords words, string name)
        => words.IsSmall ? ([$"a photo of a {name}"], [$"a photo of a damaged {name}"])
            : ([$"point cloud of a big {name}"], [$"point cloud of a big damaged {name}"]);
}
