using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using TorchSharp;
using static TorchSharp.torch;

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

    /// <summary>Looks for the weights and the vocabulary.</summary>
    public void Check(PointClipOptions options) => options.CheckFiles();

    /// <summary>Makes the depth pictures and takes them through the tower.</summary>
    public PointClipSample Prepare(Scan scan, PointClipOptions options, MethodContext context)
    {
        OpenClip clip = _shelf.Open(options.Weights, options.Loading(ClipParts.Vision));
        int[] own = scan.Readings;
        PointCloud cloud = scan.Cloud.Select(own);
        var (classes, tokens) = (new List<float>(), new List<float>());
        var seen = new bool[DepthViews.Count][];
        var pixel = new int[DepthViews.Count][];
        ClipVision vision = clip.Model.Vision;
        int size = options.PictureSize > 0 ? options.PictureSize : vision.Shape.Image;
        for (int view = 0; view < DepthViews.Count; view++)
        {
            context.Stop.ThrowIfCancellationRequested();
            float[] whole = DepthViews.Resized(DepthViews.OfObject(cloud, view), size);
            (float[] picture, seen[view], pixel[view]) = DepthViews.OfPoints(cloud, view, options.Axes);
            float[] points = DepthViews.Inside(picture, size);
            clip.Lane.Run(device =>
            {
                using DisposeScope scope = NewDisposeScope();
                // As the released code: grey of 0 to 1 as it is, without CLIP's mean and deviation.
                ClipPictures found = vision.Encode(Tensors.From([.. whole, .. points], 2, 1, size, size)
                    .expand(2, 3, size, size).to(device), ClipPath.Plain, 0, [vision.Shape.Layers]);
                classes.AddRange(Tensors.ToFloats(found.Class.narrow(0, 0, 1)));
                tokens.AddRange(Tensors.ToFloats(found.Tokens[0].narrow(0, 1, 1)
                    .narrow(1, 1, found.Tokens[0].shape[1] - 1)));
                return true;
            }, context.Stop);
        }
        try
        {
            return new PointClipSample(PictureFeatures.Of(size / vision.Shape.Patch, clip.Model.Shape.Embedding,
                [.. classes], [[.. tokens]], options.Store == FeaturePrecision.Half, clip.Model.Report.Sha256),
                SeenPoints.Of(scan.Cloud.Count, own, pixel, seen));
        }
        catch (NotFiniteNumberException cause)
        {
            throw context.Reject(RejectReason.NotANumber, cause.Message, cause);
        }
    }

    /// <summary>Ten views of ViT-B/16 at 224 pixels.</summary>
    public long SampleBytes(PointClipOptions options, long points)
    {
        const long Vectors = 1 + 196, Length = 512, Seen = 5;
        return (DepthViews.Count * Vectors * Length * (options.Store == FeaturePrecision.Half ? 2 : 4))
            + (8 * points) + (8 * Seen * points);
    }

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
        // Only the difference of two logits counts, so one direction stands for both prompts.
        float[] direction = Similarity.Direction(model.Text), weights = options.Weighting();
        double whole = PointClipScoring.OfObject(sample.Views.Classes(), weights, direction),
            all = PointClipScoring.Factor * weights.Sum() / Math.Sqrt(weights.Length);
        double[] points = PointClipScoring.OfPoints([.. Enumerable.Range(0, DepthViews.Count).Select(view =>
            sample.Views.Tokens(0, view))], sample.Seen, weights, direction),
            seen = PointClipScoring.WeightsOf(sample.Seen, weights);
        var scores = new float[points.Length];
        for (int i = 0; i < scores.Length; i++)
            if (seen[i] > 0)
                scores[i] = Probability(points[i] / (PointClipScoring.Factor * seen[i]));
        return new Scores(Probability(whole / all), sample.Seen.Spread(scores));

        static float Probability(double cosine) => (float)Similarity.Sigmoid(cosine / Similarity.Temperature);
    }

    /// <inheritdoc/>
    public void Save(TextModel model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public TextModel Load(ArtifactReader file, PointClipOptions options) => TextModel.Load(file);

    private static (IReadOnlyList<string>, IReadOnlyList<string>) Prompts(PromptWords words, string name)
        => words.IsSmall ? ([$"a photo of a {name}"], [$"a photo of a damaged {name}"])
            : ([$"point cloud of a big {name}"], [$"point cloud of a big damaged {name}"]);
}
