using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Pictures;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.PointAd;
using Pipeline3D.Geometry.Pictures;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.AnomalyClip;

/// <summary>AnomalyCLIP on the depth or colour picture of an organized scan, or both: prompts learnt on labelled scans
/// of one category tell normal from anomalous in any other, through CLIP's frozen towers.</summary>
/// <remarks>Source: Zhou and others 2024, and PointAD's authors for its use on depth; README.md beside this file says
/// how this one differs. The scans of a fit are labelled, anomalous ones among them.</remarks>
[Method("anomalyclip", Title = "AnomalyCLIP", Paper = "arXiv:2310.18961")]
public sealed class AnomalyClipMethod : IMethod<AnomalyClipOptions, AnomalyClipSample, PromptModel>
{
    private readonly ClipShelf _shelf;

    /// <summary>Makes the method.</summary>
    /// <param name="shelf">The program's open models; null for its own.</param>
    public AnomalyClipMethod(ClipShelf? shelf = null) => _shelf = shelf ?? new ClipShelf();

    /// <inheritdoc/>
    public ISampleCodec<AnomalyClipSample> Samples => AnomalyClipSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(AnomalyClipOptions options)
        => new() { Grid = true, Colour = options.Picture != LookedAt.Depth };

    /// <inheritdoc/>
    public bool LearnsFromLabelled(AnomalyClipOptions options) => true;

    /// <summary>Looks for the text tower.</summary>
    public void Check(AnomalyClipOptions options) => options.CheckWeights(ClipParts.Text);

    /// <summary>Looks for the vision tower.</summary>
    public void CheckPreparation(AnomalyClipOptions options) => options.CheckWeights(ClipParts.Vision);

    /// <summary>Encodes the scan's pictures by the local path.</summary>
    public AnomalyClipSample Prepare(Scan scan, AnomalyClipOptions options, MethodContext context)
    {
        OpenClip clip = _shelf.Vision(options, context);
        int size = options.PictureSize > 0 ? options.PictureSize : clip.Model.Vision.Shape.Image;
        try
        {
            return new AnomalyClipSample(PictureTower.Encode(clip,
                [.. options.Kinds.Select(kind => ScanPicture.Of(scan, kind, size, context))], size,
                options.Way(ClipPath.Dual) with { ClassNorm = options.ClsLnPost }, context.Stop), size,
                scan.IsAnomalous, MaskOf(scan, size));
        }
        catch (NotFiniteNumberException cause)
        {
            throw context.Reject(RejectReason.NotANumber, cause.Message, cause);
        }
    }

    /// <summary>The weights.</summary>
    public string FilesKey(AnomalyClipOptions options) => _shelf.FilesKey(options);

    /// <summary>Pictures of 336 pixels through ViT-L/14.</summary>
    public long SampleBytes(AnomalyClipOptions options, long points)
    {
        const long Patches = 576, Length = 768, Pixels = 336 * 336;
        long number = options.Store == FeaturePrecision.Half ? 2 : 4,
            layers = Math.Max(1, options.Layers.IsDefault ? 0 : options.Layers.Length);
        return (options.Kinds.Length * Length * number * (1 + (Patches * layers))) + Pixels;
    }

    /// <inheritdoc/>
    public IFit<AnomalyClipSample, PromptModel> Begin(AnomalyClipOptions options)
        => new PromptFit<AnomalyClipSample>(options, _shelf, new("AnomalyCLIP", "anomalyclip-prompts-checkpoint")
        {
            IsLabelled = sample => sample.IsAnomalous is not null && sample.Mask.Length > 0,
            PicturesOf = sample => PromptPictures.Of(sample.Pictures, sample.Size),
            LossText = $"{OptionReader.Text(options.Lambda)}, cls_ln_post {options.ClsLnPost}, {options.Picture}, "
                + $"layers {options.LayersText}",
            Loss = grid => AnomalyClipLoss.Of(grid, options.Lambda),
        });

    /// <summary>The map is the sum over layers of the probability of an anomaly, smoothed; the scan's score that of its
    /// whole picture. Of two pictures both are averaged.</summary>
    public Scores Score(PromptModel model, Scan scan, AnomalyClipSample sample, AnomalyClipOptions options,
        MethodContext context)
    {
        SameWeights.Require(sample.Pictures.WeightsHash, model.WeightsHash, context);
        float[] direction = Similarity.Direction(model.Text), map = new float[sample.Pictures.Side
            * sample.Pictures.Side];
        for (int picture = 0; picture < sample.Pictures.Pictures; picture++)
        {
            float[] one = PointAdScoring.MapOf(sample.Pictures, picture, direction);
            for (int i = 0; i < map.Length; i++)
                map[i] += one[i] * sample.Pictures.Layers / sample.Pictures.Pictures;
        }
        return new Scores(Similarity.Anomalous(sample.Pictures.Classes(), direction).Average(),
            ScanPicture.OnGrid(map, new PatchGrid(sample.Pictures.Side, sample.Size), scan.Grid!, options.Blur));
    }

    /// <inheritdoc/>
    public void Save(PromptModel model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public PromptModel Load(ArtifactReader file, AnomalyClipOptions options) => PromptModel.Load(file, options);

    // As pictures of masks are brought to the size: bilinear, and a half counts.
    private static bool[] MaskOf(Scan scan, int size) => scan.Truth is { } truth
        ? Array.ConvertAll(PilResize.Resize(Array.ConvertAll(truth.Ids, id => id == 0 ? (byte)0 : (byte)255),
            (truth.Width, truth.Height), (size, size), 1, PilFilter.Bilinear), value => value > 127)
        : scan.IsAnomalous == false ? new bool[size * size] : [];
}
