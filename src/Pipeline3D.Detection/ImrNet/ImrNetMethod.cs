using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.PointMae;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.PointMae;

namespace Pipeline3D.Detection.ImrNet;

/// <summary>IMRNet: a masked autoencoder on points learns to reconstruct normal clouds; what it changes in a scan,
/// given several masks in a row, is anomalous.</summary>
/// <remarks>Source: Li et al., CVPR 2024 (Anomaly-ShapeNet). Its code and formulas are not published; README.md beside
/// this file says what is known and what was chosen. Points without a reading take the lowest score of the
/// scan.</remarks>
[Method("imrnet", Title = "IMRNet", Paper = "CVPR 2024, arXiv:2311.14897")]
public sealed class ImrNetMethod : IMethod<ImrNetOptions, ImrNetSample, ImrNetModel>
{
    private readonly PointMaeShelf _shelf;

    /// <summary>Makes the method.</summary>
    /// <param name="shelf">The program's open networks; null for its own.</param>
    public ImrNetMethod(PointMaeShelf? shelf = null) => _shelf = shelf ?? new PointMaeShelf();

    /// <inheritdoc/>
    public ISampleCodec<ImrNetSample> Samples => ImrNetSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(ImrNetOptions options) => new() { Readings = Math.Max(options.GroupSize, 3) };

    /// <summary>Looks for the weights to begin with.</summary>
    public void Check(ImrNetOptions options)
    {
        if (options.Weights.Length > 0)
            PointMaeShelf.Check(options.Weights);
    }

    /// <inheritdoc/>
    public string FilesKey(ImrNetOptions options) => _shelf.FilesKey(options.Weights);

    /// <summary>Brings the points to unit size and chooses those that the network sees.</summary>
    public ImrNetSample Prepare(Scan scan, ImrNetOptions options, MethodContext context)
    {
        CloudSample sample = CloudSample.Of(scan, context);
        PointCloud unit = UnitCloud.Of(sample.Points);
        return new ImrNetSample(sample with { Points = unit }, GeometrySampling.Select(unit, options.Points,
            options.Sampling, options.HighFraction, options.HighShare, context.Threads, context.Stop));
    }

    /// <inheritdoc/>
    public long SampleBytes(ImrNetOptions options, long points) => (16 * points) + (4 * Math.Min(points,
        options.Points));

    /// <inheritdoc/>
    public IFit<ImrNetSample, ImrNetModel> Begin(ImrNetOptions options) => new Fit(options, _shelf);

    /// <inheritdoc/>
    public Scores Score(ImrNetModel model, Scan scan, ImrNetSample sample, ImrNetOptions options,
        MethodContext context)
    {
        var tree = new KdTree(sample.Cloud.Points, context.Threads);
        try
        {
            (float[] points, float[] features) = Changes(model.Network, _shelf.Lane, sample, tree, options,
                context.Threads, context.Stop);
            double weight = options.WeightOfFeatures;
            float[] scores = new float[points.Length];
            for (int i = 0; i < scores.Length; i++)
                scores[i] = (float)(model.Points.Scale(points[i])
                    + (weight > 0 ? weight * model.Features.Scale(features[i]) : 0));
            scores = ImrNetScoring.Smooth(tree, scores, options.Smooth, context.Threads, context.Stop);
            return sample.Cloud.Spread(scores.Max(), scores, scan);
        }
        catch (NotFiniteNumberException cause)
        {
            throw context.Reject(RejectReason.NotANumber, cause.Message, cause);
        }
    }

    /// <inheritdoc/>
    public void Save(ImrNetModel model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public ImrNetModel Load(ArtifactReader file, ImrNetOptions options) => ImrNetModel.Load(file, options);

    // How far each original point moved, and how much the features around it changed; the latter empty when they do
    // not count. The tree is that of the original points.
    private static (float[] Points, float[] Features) Changes(PointMaeModel network, DeviceLane lane,
        ImrNetSample sample, KdTree tree, ImrNetOptions options, int threads, CancellationToken stop)
    {
        PointCloud thinned = sample.Thinned(), original = sample.Cloud.Points;
        PointGroups groups = PointGroups.Of(thinned, options.GroupsOf(thinned.Count), options.GroupSize,
            threads: threads, stop: stop);
        PointCloud found = Reconstruction.Run(network, lane, thinned, groups, options, threads, stop);
        float[] features = [];
        if (options.WeightOfFeatures > 0)
        {
            var again = PointGroups.Around(found, groups.Centres, options.GroupSize, threads, stop);
            features = lane.Run(_ => ImrNetScoring.AtCentres(network.Features(thinned, groups, stop: stop),
                network.Features(found, again, stop: stop), groups.Centres.Count), stop);
        }
        float[] moved = ImrNetScoring.Forward(original, found, threads, stop);
        if (options.SubtractSpacing)
        {
            float[] spacing = ImrNetScoring.Forward(original, thinned, threads, stop);
            for (int i = 0; i < moved.Length; i++)
                moved[i] -= spacing[i];
        }
        if (options.BothWays)
        {
            float[] filled = ImrNetScoring.Backward(tree, found, threads, stop);
            for (int i = 0; i < moved.Length; i++)
                moved[i] = Math.Max(moved[i], filled[i]);
        }
        return (moved, features.Length == 0 ? []
            : ImrNetScoring.Spread(groups.Centres, features, original, threads, stop));
    }

    private sealed class Fit(ImrNetOptions options, PointMaeShelf shelf) : IFit<ImrNetSample, ImrNetModel>
    {
        private int _fewest = int.MaxValue;

        public bool ReadsAgain => true;

        public void Add(ImrNetSample sample, Role role, MethodContext context)
        {
            if (sample.Kept.Length < options.GroupSize)
                throw new ArgumentException($"it has {sample.Kept.Length} points, fewer than a group of "
                    + $"{options.GroupSize}");
            _fewest = Math.Min(_fewest, sample.Kept.Length);
        }

        public ImrNetModel Complete(IReadOnlyList<KeptSample<ImrNetSample>> samples, FitRun run,
            CancellationToken stop)
        {
            KeptSample<ImrNetSample>[] train = [.. samples.Where(sample => sample.Role == Role.Train)];
            if (train.Length == 0)
                throw new InvalidOperationException("no training scan was added; a network needs at least one");
            var training = new PointMaeTraining(options.Shape());
            int seed = options.Seed ?? 0, each = (train.Length + options.BatchSize - 1) / options.BatchSize,
                epochs = (options.Steps + each - 1) / each;
            float[] start = options.Start(training, shelf, seed, run);
            var task = new PointMaeTask(new PointMaeCourse
            {
                Sizes = options, Groups = options.GroupsOf(_fewest), Points = _fewest, Seed = seed,
                BatchSize = options.BatchSize, Rate = (_, step) => options.RateOf(step), KeepsLast = true,
            }, training, shelf.Lane, start, [.. train.Select(sample => (Func<PointCloud>)(() => sample.Read()
                .Thinned()))], [], run.Threads);
            run.Fact("weights", OptionReader.Text(training.Layout.Learnt));
            TrainingState state = new TrainingLoop(task, "imrnet-checkpoint", options.Identity(samples.Count,
                run.TrainingHash), epochs, seed, TrainingSchedule.Of(run, options.CheckpointEvery)).Run(stop);
            var weights = new PointMaeWeights(training.Layout, state.Best);
            (List<float> points, List<float> features) = ([], []);
            using (PointMaeModel network = PointMaeModel.Of(weights.Layout, weights.Numbers, "the model"))
                foreach (KeptSample<ImrNetSample> kept in train)
                {
                    ImrNetSample sample = kept.Read();
                    (float[] ofPoints, float[] ofFeatures) = Changes(network, shelf.Lane, sample,
                        new KdTree(sample.Cloud.Points, run.Threads), options, run.Threads, stop);
                    points.AddRange(ofPoints);
                    features.AddRange(ofFeatures);
                }
            return new ImrNetModel(weights, ScoreRange.Of(points), features.Count > 0 ? ScoreRange.Of(features)
                : ScoreRange.None);
        }

        public void Dispose()
        {
        }
    }
}
