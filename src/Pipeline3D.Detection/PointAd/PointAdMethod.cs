using System.Collections.Immutable;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Pictures;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.PointAd;

/// <summary>PointAD: prompts learnt on labelled scans of one category tell normal from anomalous in rendered views of
/// any other, through CLIP's frozen towers.</summary>
/// <remarks>Source: Zhou et al. 2024, and its released code where both differ; README.md beside this file says how. The
/// scans of a fit are labelled, anomalous ones among them; none of the scored categories is needed.</remarks>
[Method("pointad", Title = "PointAD", Paper = "arXiv:2410.00320")]
public sealed class PointAdMethod : IMethod<PointAdOptions, PointAdSample, PointAdModel>
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

    /// <summary>Looks for the weights.</summary>
    public void Check(PointAdOptions options) => ClipSearch.Find(OpenClip.NameOf(options.Weights));

    /// <summary>Encodes the scan's views, and its colour picture where one is used.</summary>
    public PointAdSample Prepare(Scan scan, PointAdOptions options, MethodContext context)
    {
        PointViews views = scan.Views!;
        OpenClip clip = _shelf.Open(options.Weights, options.Loading(ClipParts.Vision));
        EncodingWay way = options.Way(ClipPath.Dual);
        try
        {
            PictureFeatures? colour = options.Rgb == RgbUse.Ignore || scan.Rgb is not { } rgb || scan.Grid is null
                ? null : PictureTower.Encode(clip, [Square(rgb, views.Size)], views.Size, way, context.Stop);
            return new PointAdSample(PictureTower.Encode(clip, views.Pictures, views.Size, way, context.Stop),
                SeenPoints.Of(views.Cells, views.Own, views.Pixel, views.Visible), views.Size)
            {
                Rgb = colour,
                Masks = Masks(scan, views),
                PointTruth = views.PointTruth ?? (scan.IsAnomalous == false ? new bool[views.Own.Length] : []),
                HiddenDefects = HiddenDefects(scan, views),
                IsAnomalous = scan.IsAnomalous,
            };
        }
        catch (NotFiniteNumberException cause)
        {
            throw context.Reject(RejectReason.NotANumber, cause.Message, cause);
        }
    }

    /// <summary>Nine views of ViT-L/14 at 336 pixels; smaller towers take less.</summary>
    public long SampleBytes(PointAdOptions options, long points) => PointAdSample.BytesOf(
        options.Store == FeaturePrecision.Half, options.Layers.IsDefault ? 0 : options.Layers.Length, points);

    /// <inheritdoc/>
    public IFit<PointAdSample, PointAdModel> Begin(PointAdOptions options) => new Fit(options, _shelf);

    /// <inheritdoc/>
    public Scores Score(PointAdModel model, Scan scan, PointAdSample sample, PointAdOptions options,
        MethodContext context)
    {
        SameWeights.Require(sample.Views.WeightsHash, model.WeightsHash, context);
        return PointAdScoring.Score(scan, sample, model.Text, options, context);
    }

    /// <inheritdoc/>
    public void Save(PointAdModel model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public PointAdModel Load(ArtifactReader file, PointAdOptions options)
        => PointAdModel.Load(file, options.Context, options.ShapeOf);

    private static byte[] Square(RgbImage picture, int side) => PilResize.Resize(picture.Pixels,
        (picture.Width, picture.Height), (side, side), 3, PilFilter.Bicubic);

    // Labelled cells without a shown point: holes of the scan, and what was left away.
    private static int HiddenDefects(Scan scan, PointViews views)
    {
        if (scan.Truth is not { } truth)
            return 0;
        int labelled = truth.Ids.Length - truth.Ids.AsSpan().Count((byte)0);
        return labelled - views.Own.Count(cell => cell >= 0 && truth.Ids[cell] != 0);
    }

    // A normal scan has masks without a defect; an anomalous one needs those of its views.
    private static ImmutableArray<bool[]> Masks(Scan scan, PointViews views)
        => views.Truth is { } truth ? [.. truth] : scan.IsAnomalous == false
            ? [.. views.Pictures.Select(_ => new bool[views.Size * views.Size])] : [];

    private sealed class Fit(PointAdOptions options, ClipShelf shelf) : IFit<PointAdSample, PointAdModel>
    {
        private (int Views, int Side, int Size, int Layers, string Weights)? _first;

        public bool ReadsAgain => true;

        public void Add(PointAdSample sample, Role role, MethodContext context)
        {
            if (sample.IsAnomalous is null || sample.Masks.IsEmpty || sample.PointTruth.Length == 0)
                throw new ArgumentException("it has no labels to learn from: PointAD's prompts are learnt on scans of "
                    + "a test split, with their masks");
            (int, int, int, int, string) now = (sample.Views.Pictures, sample.Views.Side, sample.Size,
                sample.Views.Layers, sample.Views.WeightsHash);
            if (_first is { } before)
                SameWeights.Require(sample.Views.WeightsHash, before.Weights);
            if (_first is { } first && first != now)
                throw new ArgumentException($"it has {sample.Views.Pictures} views of {sample.Size} pixels, those "
                    + $"before have {first.Views} of {first.Size}");
            _first ??= now;
        }

        public PointAdModel Complete(IReadOnlyList<KeptSample<PointAdSample>> samples, FitRun run,
            CancellationToken stop)
        {
            if (_first is not { } first)
                throw new InvalidOperationException("no labelled scan was added; prompts need at least one");
            OpenClip clip = shelf.Open(options.Weights, options.Loading(ClipParts.Text));
            SameWeights.Require(first.Weights, clip.Model.Report.Sha256);
            ClipText text = clip.Model.Text;
            PromptShape shape = options.ShapeOf(text.Shape.Width);
            var tower = new PromptTower(text, shape, options.Ids(text.Shape), options.HalfDeepTokens);
            var task = new PromptTask(options, tower, shape, new PatchGrid(first.Side, first.Size), samples,
                run.Threads);
            run.Fact("weights", clip.Model.Report.FilePath);
            run.Fact("weights_sha256", clip.Model.Report.Sha256);
            return clip.Lane.Run(_ =>
            {
                TrainingState state = new TrainingLoop(task, "pointad-prompts-checkpoint",
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
