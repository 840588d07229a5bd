using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Pictures;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.PointAd;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Pictures;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.AnomalyClip;

/// <summary>AnomalyCLIP on the depth or colour picture of an organized scan: prompts learnt on labelled scans of one
/// category tell normal from anomalous in any other, through CLIP's frozen towers.</summary>
/// <remarks>Source: Zhou and others 2024, and PointAD's authors for its use on depth; README.md beside this file says
/// how this one differs. The scans of a fit are labelled, anomalous ones among them.</remarks>
[Method("anomalyclip", Title = "AnomalyCLIP", Paper = "arXiv:2310.18961")]
public sealed class AnomalyClipMethod : IMethod<AnomalyClipOptions, AnomalyClipSample, PointAdModel>
{
    private readonly ClipShelf _shelf;

    /// <summary>Makes the method.</summary>
    /// <param name="shelf">The program's open models; null for its own.</param>
    public AnomalyClipMethod(ClipShelf? shelf = null) => _shelf = shelf ?? new ClipShelf();

    /// <inheritdoc/>
    public ISampleCodec<AnomalyClipSample> Samples => AnomalyClipSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(AnomalyClipOptions options)
        => new() { Grid = true, Colour = options.Picture == PictureKind.Rgb };

    /// <inheritdoc/>
    public bool LearnsFromLabelled(AnomalyClipOptions options) => true;

    /// <summary>Looks for the weights.</summary>
    public void Check(AnomalyClipOptions options) => ClipSearch.Find(OpenClip.NameOf(options.Weights));

    /// <summary>Encodes the scan's picture by the local path.</summary>
    public AnomalyClipSample Prepare(Scan scan, AnomalyClipOptions options, MethodContext context)
    {
        OpenClip clip = _shelf.Open(options.Weights, options.Loading(ClipParts.Vision));
        int size = options.PictureSize > 0 ? options.PictureSize : clip.Model.Vision.Shape.Image;
        try
        {
            return new AnomalyClipSample(PictureTower.Encode(clip,
                [ScanPicture.Of(scan, options.Picture, size, context)], size,
                options.Way(ClipPath.Dual) with { ClassNorm = options.ClsLnPost }, context.Stop), size,
                scan.IsAnomalous, MaskOf(scan, size));
        }
        catch (NotFiniteNumberException cause)
        {
            throw context.Reject(RejectReason.NotANumber, cause.Message, cause);
        }
    }

    /// <summary>One picture of 336 pixels through ViT-L/14.</summary>
    public long SampleBytes(AnomalyClipOptions options, long points)
    {
        const long Patches = 576, Length = 768, Pixels = 336 * 336;
        long number = options.Store == FeaturePrecision.Half ? 2 : 4,
            layers = Math.Max(1, options.Layers.IsDefault ? 0 : options.Layers.Length);
        return (Length * number * (1 + (Patches * layers))) + Pixels;
    }

    /// <inheritdoc/>
    public IFit<AnomalyClipSample, PointAdModel> Begin(AnomalyClipOptions options) => new Fit(options, _shelf);

    /// <summary>The map is the sum over layers of the probability of an anomaly, smoothed; the scan's score that of its
    /// whole picture.</summary>
    public Scores Score(PointAdModel model, Scan scan, AnomalyClipSample sample, AnomalyClipOptions options,
        MethodContext context)
    {
        SameWeights.Require(sample.Picture.WeightsHash, model.WeightsHash, context);
        float[] direction = Similarity.Direction(model.Text),
            map = PointAdScoring.MapOf(sample.Picture, 0, direction);
        for (int i = 0; i < map.Length; i++)
            map[i] *= sample.Picture.Layers;
        return new Scores(Similarity.Anomalous(sample.Picture.Classes(), direction)[0],
            ScanPicture.OnGrid(map, new PatchGrid(sample.Picture.Side, sample.Size), scan.Grid!, options.Blur));
    }

    /// <inheritdoc/>
    public void Save(PointAdModel model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public PointAdModel Load(ArtifactReader file, AnomalyClipOptions options)
        => PointAdModel.Load(file, options.Context, options.ShapeOf);

    // As pictures of masks are brought to the size: bilinear, and a half counts.
    private static bool[] MaskOf(Scan scan, int size) => scan.Truth is { } truth
        ? Array.ConvertAll(PilResize.Resize(Array.ConvertAll(truth.Ids, id => id == 0 ? (byte)0 : (byte)255),
            (truth.Width, truth.Height), (size, size), 1, PilFilter.Bilinear), value => value > 127)
        : scan.IsAnomalous == false ? new bool[size * size] : [];

    private sealed class Fit(AnomalyClipOptions options, ClipShelf shelf) : IFit<AnomalyClipSample, PointAdModel>
    {
        private (int Side, int Size, int Layers, string Weights)? _first;

        public bool ReadsAgain => true;

        public void Add(AnomalyClipSample sample, Role role, MethodContext context)
        {
            if (sample.IsAnomalous is null || sample.Mask.Length == 0)
                throw new ArgumentException("it has no labels to learn from: AnomalyCLIP's prompts are learnt on scans "
                    + "of a test split, with their masks");
            (int, int, int, string) now = (sample.Picture.Side, sample.Size, sample.Picture.Layers,
                sample.Picture.WeightsHash);
            if (_first is { } before)
                SameWeights.Require(sample.Picture.WeightsHash, before.Weights);
            if (_first is { } first && first != now)
                throw new ArgumentException($"it has a picture of {sample.Size} pixels and {sample.Picture.Layers} "
                    + $"layers, those before have {first.Size} and {first.Layers}");
            _first ??= now;
        }

        public PointAdModel Complete(IReadOnlyList<KeptSample<AnomalyClipSample>> samples, FitRun run,
            CancellationToken stop)
        {
            if (_first is not { } first)
                throw new InvalidOperationException("no labelled scan was added; prompts need at least one");
            OpenClip clip = shelf.Open(options.Weights, options.Loading(ClipParts.Text));
            SameWeights.Require(first.Weights, clip.Model.Report.Sha256);
            ClipText text = clip.Model.Text;
            PromptShape shape = options.ShapeOf(text.Shape.Width);
            var tower = new PromptTower(text, shape, PromptIds.For(text.Shape, options.Context),
                options.HalfDeepTokens);
            var task = new AnomalyClipTask(options, tower, shape, new PatchGrid(first.Side, first.Size), samples,
                run.Threads);
            run.Fact("weights", clip.Model.Report.FilePath);
            run.Fact("weights_sha256", clip.Model.Report.Sha256);
            return clip.Lane.Run(_ =>
            {
                TrainingState state = new TrainingLoop(task, "anomalyclip-prompts-checkpoint",
                    options.Identity(clip.Model.Report.Sha256, samples.Count, run.TrainingHash), options.Epochs,
                    options.Seed ?? 0, options.Schedule(run)).Run(stop);
                return new PointAdModel(shape, state.Best, tower.Features(state.Best), clip.Model.Report.Sha256);
            }, stop);
        }

        public void Dispose()
        {
        }
    }
}
