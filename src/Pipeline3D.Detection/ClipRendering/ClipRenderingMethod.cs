using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.PointAd;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.ClipRendering;

/// <summary>CLIP + Rendering: PointAD's views and scores with CLIP's own tokens and two fixed prompts in place of the
/// local path and learnt prompts.</summary>
/// <remarks>Source: PointAD's paper, which has it as a baseline; there is no code of it. README.md beside this file
/// says what was chosen. It learns nothing: of the scans of a fit it takes the name of their category.</remarks>
[Method("clip-rendering", Title = "CLIP + Rendering", Paper = "arXiv:2410.00320", IsSeeded = false)]
public sealed class ClipRenderingMethod : IMethod<ClipRenderingOptions, PointAdSample, TextModel>
{
    private readonly ClipShelf _shelf;

    /// <summary>Makes the method.</summary>
    /// <param name="shelf">The program's open models; null for its own.</param>
    public ClipRenderingMethod(ClipShelf? shelf = null) => _shelf = shelf ?? new ClipShelf();

    /// <inheritdoc/>
    public ISampleCodec<PointAdSample> Samples => PointAdSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(ClipRenderingOptions options) => new() { Views = true };

    /// <summary>Any scan of a category tells its name.</summary>
    public bool LearnsFromLabelled(ClipRenderingOptions options) => true;

    /// <summary>Looks for the text tower and the vocabulary.</summary>
    public void Check(ClipRenderingOptions options) => options.CheckFiles();

    /// <summary>Looks for the vision tower.</summary>
    public void CheckPreparation(ClipRenderingOptions options) => options.CheckWeights(ClipParts.Vision);

    /// <summary>Encodes the scan's views, and its colour picture where one is used.</summary>
    public PointAdSample Prepare(Scan scan, ClipRenderingOptions options, MethodContext context)
    {
        OpenClip clip = _shelf.Vision(options, context);
        return ViewEncoding.Of(scan, clip, options.Way(ClipPath.Plain), options.Rgb, context);
    }

    /// <summary>The weights.</summary>
    public string FilesKey(ClipRenderingOptions options) => _shelf.FilesKey(options);

    /// <summary>As PointAD's.</summary>
    public long SampleBytes(ClipRenderingOptions options, long points)
        => PointAdSample.BytesOf(options.Store == FeaturePrecision.Half, layers: 0, points);

    /// <inheritdoc/>
    public IFit<PointAdSample, TextModel> Begin(ClipRenderingOptions options)
        => new NameFit<PointAdSample>((category, run, stop) => TextModel.Of(_shelf, options, category, Prompts, run,
            stop));

    /// <summary>As PointAD's, by the fixed prompts: half the map's maximum and half the mean of the views.</summary>
    public Scores Score(TextModel model, Scan scan, PointAdSample sample, ClipRenderingOptions options,
        MethodContext context)
    {
        SameWeights.Require(sample.Views.WeightsHash, model.WeightsHash, context);
        return PointAdScoring.Score(scan, sample, model.Text, new PointAdOptions
        {
            Rgb = options.Rgb, Blur = options.Blur, UnorganizedBlur = options.UnorganizedBlur,
        }, context);
    }

    /// <inheritdoc/>
    public void Save(TextModel model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public TextModel Load(ArtifactReader file, ClipRenderingOptions options) => TextModel.Load(file);

    private static (IReadOnlyList<string>, IReadOnlyList<string>) Prompts(PromptWords words, string name)
        => ([$"A photo of a normal {name}"], [$"A photo of an anomalous {name}"]);
}
