using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Detection.Cheraghian;

/// <summary>Zero-shot detection by vectors of words: a point network's features are held against what a learnt map
/// makes of "object" and "damaged object".</summary>
/// <remarks>Source: Cheraghian and others 2022 for the map, PointAD's authors for its use on anomalies; README.md
/// beside this file says what was reconstructed. The scans of a fit are labelled, anomalous ones among them.</remarks>
[Method("cheraghian", Title = "Cheraghian", Paper = "arXiv:2104.04980")]
public sealed class CheraghianMethod : IMethod<CheraghianOptions, CheraghianSample, CheraghianModel>
{
    // Networks run in it whatever a run's threads are, so that results do not depend on them.
    private readonly Lazy<DeviceLane> _lane = new(() => new DeviceLane("cpu", Environment.ProcessorCount));

    /// <inheritdoc/>
    public ISampleCodec<CheraghianSample> Samples => CheraghianSampleCodec.Instance;

    /// <inheritdoc/>
    public bool LearnsFromLabelled(CheraghianOptions options) => true;

    /// <summary>Reads the vectors.</summary>
    public void Check(CheraghianOptions options) => WordVectors.Read(options.Vectors);

    /// <summary>Chooses points at random and brings them to a ball of radius 1.</summary>
    public CheraghianSample Prepare(Scan scan, CheraghianOptions options, MethodContext context)
    {
        int[] cells = Chosen(scan.Readings, options.Points, context.Seed);
        return new CheraghianSample(cells, UnitCloud.Of(scan.Cloud.Select(cells)).ToInterleaved(), scan.IsAnomalous);
    }

    /// <inheritdoc/>
    public long SampleBytes(CheraghianOptions options, long points) => 16 * Math.Min(points, options.Points);

    /// <inheritdoc/>
    public IFit<CheraghianSample, CheraghianModel> Begin(CheraghianOptions options) => new Fit(options, _lane);

    /// <summary>Softmax of both cosines divided by 0.07: of the scan's feature for the scan, of a point's own for the
    /// point; points that were not chosen take the score of the nearest that was.</summary>
    public Scores Score(CheraghianModel model, Scan scan, CheraghianSample sample, CheraghianOptions options,
        MethodContext context)
    {
        string name = options.Naming.WordsOf(scan.Id.Category);
        try
        {
            (float[] words, float[] features) = _lane.Value.Run(_ => (MapTask.Map(model.Map,
                model.Vectors.Of(name, isDamaged: false), model.Vectors.Of(name, isDamaged: true)),
                PointTask.Features(model.Points, sample)), context.Stop);
            float[] direction = Similarity.Direction(words);
            float whole = Probabilities(PointTask.Largest(features), direction)[0];
            int count = sample.Cells.Length;
            SeenPoints seen = SeenPoints.Of(scan.Cloud.Count, sample.Cells, [new int[count]],
                [Enumerable.Repeat(true, count).ToArray()]);
            return new Scores(whole, seen.SpreadToAll(Probabilities(features, direction), scan, context));
        }
        catch (ArgumentException cause)
        {
            throw context.Reject(RejectReason.NoModel, cause.Message, cause);
        }
    }

    /// <inheritdoc/>
    public void Save(CheraghianModel model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public CheraghianModel Load(ArtifactReader file, CheraghianOptions options) => CheraghianModel.Load(file);

    // A point whose features are all cut to 0 is like neither.
    private static float[] Probabilities(ReadOnlySpan<float> features, float[] direction)
    {
        var scores = new float[features.Length / direction.Length];
        for (int i = 0; i < scores.Length; i++)
        {
            ReadOnlySpan<float> feature = features.Slice(i * direction.Length, direction.Length);
            scores[i] = feature.IndexOfAnyExcept(0) < 0 ? 0.5f
                : Similarity.Anomalous(UnitVector.Of(feature), direction)[0];
        }
        return scores;
    }

    private static int[] Chosen(int[] readings, int most, long seed)
    {
        if (readings.Length <= most)
            return readings;
        int[] order = [.. readings];
        var random = new SplitMix64(seed, readings.Length);
        random.Draw(order.AsSpan(), most);
        int[] chosen = order[..most];
        Array.Sort(chosen);
        return chosen;
    }

    private sealed class Fit(CheraghianOptions options, Lazy<DeviceLane> lane) : IFit<CheraghianSample, CheraghianModel>
    {
        private readonly List<(string Name, bool IsDamaged)> _scans = [];

        public bool ReadsAgain => true;

        public void Add(CheraghianSample sample, Role role, MethodContext context)
            => _scans.Add((options.Naming.WordsOf(context.Item.Category), sample.IsAnomalous
                ?? throw new ArgumentException("it has no label to learn from: the networks are learnt on scans of a "
                    + "test split")));

        public CheraghianModel Complete(IReadOnlyList<KeptSample<CheraghianSample>> samples, FitRun run,
            CancellationToken stop)
        {
            var classes = _scans.Distinct().OrderBy(scan => scan.Name, StringComparer.Ordinal)
                .ThenBy(scan => scan.IsDamaged).ToList();
            if (classes.Count < 2)
                throw new InvalidOperationException("scans of one kind alone were added; two at least are told apart, "
                    + "such as whole and damaged ones of a category");
            int[] labels = [.. _scans.Select(scan => classes.IndexOf(scan))];
            var vectors = WordVectors.Read(options.Vectors);
            float[][] words;
            try
            {
                words = [.. classes.Select(kind => vectors.Of(kind.Name, kind.IsDamaged))];
            }
            catch (ArgumentException cause)
            {
                throw new InvalidOperationException(cause.Message, cause);
            }
            string[] called = [.. classes.Select(kind => kind.IsDamaged ? $"damaged {kind.Name}" : kind.Name)];
            run.Fact("classes", string.Join("; ", called));
            return lane.Value.Run(_ =>
            {
                Dictionary<string, string> identity = options.Identity(samples.Count, run.TrainingHash, called);
                long seed = options.Seed ?? 0;
                float[] points = new TrainingLoop(new PointTask(options, samples, labels, classes.Count),
                    "cheraghian-points-checkpoint", identity, options.Epochs, seed,
                    TrainingSchedule.Of(run, options.CheckpointEvery)).Run(stop)
                    .Best[..PointTask.Layers.Count];
                float[][] features = [.. samples.Select(sample => PointTask.Largest(PointTask.Features(points,
                    sample.Read())))];
                // Takes moments, so it keeps no state of its own.
                float[] map = new TrainingLoop(new MapTask(words, features, labels, options.MapRate, seed),
                    "cheraghian-map-checkpoint", identity, options.MapEpochs, seed, new TrainingSchedule()).Run(stop)
                    .Best;
                return new CheraghianModel(points, map, vectors);
            }, stop);
        }

        public void Dispose()
        {
        }
    }
}
