using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.PointAd;

/// <summary>PointAD: prompts learnt on labelled scans of one category tell normal from anomalous in rendered views of
/// any other, through CLIP's frozen towers.</summary>
/// <remarks>Source: Zhou et al. 2024, and its released code where both differ; README.md beside this file says how. The
/// scans of a fit are labelled, anomalous ones among them; none of the scored categories is needed.</remarks>
[Method("pointad", Title = "PointAD", Paper = "arXiv:2410.00320")]
public sealed class PointAdMethod : IMethod<PointAdOptions, PointAdSample, PromptModel>
{
    private readonly ClipShelf _shelf;

    /// <summary>Makes the method.</summary>
    /// <param name="shelf">The program's open models; null for its own.</param>
    public PointAdMethod(ClipShelf? shelf = null) => _shelf = shelf ?? new ClipShelf();

    /// <inheritdoc/>
    public ISampleCodec<PointAdSample> Samples => PointAdSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(PointAdOptions options) => new() { Views = true };

    /// <inheritdoc/>
    public bool LearnsFromLabelled(PointAdOptions options) => true;

    /// <summary>Looks for the text tower, and for the vocabulary where prompts name categories.</summary>
    public void Check(PointAdOptions options)
    {
        string weights = options.CheckWeights(ClipParts.Text);
        if (options.Naming is { } naming)
            PromptWords.Check(weights, naming.Vocabulary);
    }

    /// <summary>Looks for the vision tower.</summary>
    public void CheckPreparation(PointAdOptions options) => options.CheckWeights(ClipParts.Vision);

    /// <summary>Prompts that name categories need the text tower and the vocabulary while scans are scored.</summary>
    public void CheckScoring(PointAdOptions options)
    {
        if (options.Naming is not null)
            Check(options);
    }

    /// <summary>Encodes the scan's views, and its colour picture where one is used.</summary>
    public PointAdSample Prepare(Scan scan, PointAdOptions options, MethodContext context)
    {
        OpenClip clip = _shelf.Vision(options, context);
        return ViewEncoding.Of(scan, clip, options.Way(ClipPath.Dual), options.Rgb, context).WithLabels(scan,
            scan.Views!);
    }

    /// <summary>The weights.</summary>
    public string FilesKey(PointAdOptions options) => _shelf.FilesKey(options);

    /// <summary>Nine views of ViT-L/14 at 336 pixels; smaller towers take less.</summary>
    public long SampleBytes(PointAdOptions options, long points) => PointAdSample.BytesOf(
        options.Store == FeaturePrecision.Half, options.Layers.IsDefault ? 0 : options.Layers.Length, points);

    /// <inheritdoc/>
    public IFit<PointAdSample, PromptModel> Begin(PointAdOptions options)
        => new PromptFit<PointAdSample>(options, _shelf, LearningOf(options));

    /// <inheritdoc/>
    public Scores Score(PromptModel model, Scan scan, PointAdSample sample, PointAdOptions options,
        MethodContext context)
    {
        SameWeights.Require(sample.Views.WeightsHash, model.WeightsHash, context);
        return PointAdScoring.Score(scan, sample, TextOf(model, scan.Id.Category, options, context.Stop), options,
            context);
    }

    /// <inheritdoc/>
    public void Save(PromptModel model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public PromptModel Load(ArtifactReader file, PointAdOptions options)
        => PromptModel.Load(file, options);

    // Prompts that name nothing were taken through the tower by the fit; a name is when it is first met.
    private float[] TextOf(PromptModel model, string category, PointAdOptions options, CancellationToken stop)
    {
        if (options.Naming is not { } naming)
            return model.Text;
        OpenClip clip = _shelf.Open(options.Weights, options.Loading(ClipParts.Text));
        ClipText text = clip.Model.Text;
        var names = new PromptNames(text.Shape, options, naming);
        return model.Named.Of(names.NameOf(category), name => clip.Lane.Run(_ => new PromptTower(text, model.Shape,
            names.Ids(name), options.HalfDeepTokens).Features(model.Prompts), stop));
    }

    private static PromptLearning<PointAdSample> LearningOf(PointAdOptions options) => new("PointAD",
        "pointad-prompts-checkpoint")
    {
        IsLabelled = sample => sample.IsLabelled,
        PicturesOf = sample => PromptPictures.Of(sample.Views, sample.Size),
        LossText = $"{options.Parts}, {options.Grouping}, {options.DiceBackground}, layers {options.LayersText}, "
            + $"names {options.Names}",
        Naming = options.Naming,
        Loss = grid => PointAdLoss.Of(grid, options.Parts, options.Grouping, options.DiceBackground),
    };
}
