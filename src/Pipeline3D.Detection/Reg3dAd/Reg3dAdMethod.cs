using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.PointFeatures;
using Pipeline3D.Detection.PointMae;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Kernels;

namespace Pipeline3D.Detection.Reg3dAd;

/// <summary>Reg3D-AD: clouds laid on a template, a bank of Point-MAE features and a bank of coordinates, the mean of
/// both scores.</summary>
/// <remarks>Source: Liu et al. 2023 (O-AUROC 0.704, P-AUROC 0.705 on Real3D-AD); the table of Anomaly-ShapeNet calls it
/// RegAD. Score of a branch: squared distance to the nearest row, brought to 0 to 1; of a point, the mean of both,
/// features those of the nearest centre. README.md beside this file says how this one differs.</remarks>
[Method("reg3d-ad", Title = "Reg3D-AD", Paper = "arXiv:2309.13226", UsesDevice = true)]
public sealed class Reg3dAdMethod : IMethod<Reg3dAdOptions, CloudSample, Reg3dAdModel>
{
    private readonly PointMaeShelf _shelf;

    /// <summary>Makes the method.</summary>
    /// <param name="shelf">The program's open networks; null for its own.</param>
    public Reg3dAdMethod(PointMaeShelf? shelf = null) => _shelf = shelf ?? new PointMaeShelf();

    /// <inheritdoc/>
    public ISampleCodec<CloudSample> Samples => CloudSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(Reg3dAdOptions options) => new() { Readings = Math.Max(3, options.GroupSize) };

    /// <summary>Looks for the weights.</summary>
    public void Check(Reg3dAdOptions options) => PointMaeShelf.Check(options.Weights);

    /// <inheritdoc/>
    public string FilesKey(Reg3dAdOptions options) => _shelf.FilesKey(options.Weights);

    /// <summary>Takes the points with a reading; what they are described by depends on the model's template.</summary>
    public CloudSample Prepare(Scan scan, Reg3dAdOptions options, MethodContext context)
        => CloudSample.Of(scan, context);

    /// <inheritdoc/>
    public IFit<CloudSample, Reg3dAdModel> Begin(Reg3dAdOptions options) => new Fit(_shelf, options);

    /// <inheritdoc/>
    public Scores Score(Reg3dAdModel model, Scan scan, CloudSample sample, Reg3dAdOptions options,
        MethodContext context)
    {
        PointCloud placed = Place(sample, options, model.Template, context);
        GroupFeatures groups = GroupFeatures.Of(_shelf, placed, options, context);
        SameWeights.Require(groups.WeightsHash, model.WeightsHash, context);
        float[] centres = model.FeatureScores(groups.Rows, context), raw = model.RawScores(placed, context);
        int[] nearest = OnDevice.Nearest(context.Scope, groups.Centres, placed, 1, context.Threads, context.Stop).Index;
        var scores = new float[placed.Count];
        for (int i = 0; i < scores.Length; i++)
            scores[i] = Mean(model, centres[nearest[i]], raw[i]);
        return sample.Spread(Mean(model, centres.Max(), raw.Max()), scores, scan);
    }

    /// <inheritdoc/>
    public void Save(Reg3dAdModel model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public Reg3dAdModel Load(ArtifactReader file, Reg3dAdOptions options) => Reg3dAdModel.Load(file);

    private static float Mean(Reg3dAdModel model, float features, float raw)
        => (float)((model.FeatureRange.Scale(features) + model.RawRange.Scale(raw)) / 2);

    private static PointCloud Place(CloudSample sample, Reg3dAdOptions options, CloudTemplate template,
        MethodContext context) => template.Place(CloudExtractor.Centred(sample.Points), options.CycleAxes,
        options.Seed ?? 0, context);

    // The first cloud is the template; it is laid on itself, as the benchmark does.
    private sealed class Fit(PointMaeShelf shelf, Reg3dAdOptions options) : IFit<CloudSample, Reg3dAdModel>
    {
        private readonly FeatureCollector _features = new();
        private readonly List<PointCloud> _placed = [];
        // Of each row of features, the cloud that it is of.
        private readonly List<int> _clouds = [];
        private CloudTemplate? _template;
        private string? _weightsHash;

        public long HeldBytes => _features.Bytes + _placed.Sum(cloud => cloud.ByteSize);

        public void Add(CloudSample sample, Role role, MethodContext context)
        {
            if (role != Role.Train)
                return;
            _template ??= options.TemplateOf(CloudExtractor.Centred(sample.Points), context.Threads, context.Stop);
            PointCloud placed = Place(sample, options, _template, context);
            GroupFeatures groups = GroupFeatures.Of(shelf, placed, options, context);
            SameWeights.Require(groups.WeightsHash, _weightsHash ??= groups.WeightsHash);
            _features.Add(groups.Rows);
            _clouds.AddRange(Enumerable.Repeat(_placed.Count, groups.Rows.Rows));
            _placed.Add(placed);
        }

        public Reg3dAdModel Complete(IReadOnlyList<KeptSample<CloudSample>> samples, FitRun run, CancellationToken stop)
        {
            FeatureMatrix features = _features.Join();
            (PointCloud candidates, int[] clouds) = Candidates();
            var rows = new FeatureMatrix(candidates.Count, 3, candidates.ToInterleaved());
            int[] kept = Pick(features), points = Pick(rows);
            var model = new Reg3dAdModel(new MemoryBank(features.Select(kept)), candidates.Select(points), _template!,
                ScoreRange.None, ScoreRange.None, _weightsHash!);
            if (options.Scaling == ScoreScaling.None)
                return model;
            var context = new MethodContext { Threads = run.Threads, Stop = stop };
            List<float> ofFeatures = [], ofPoints = [];
            for (int cloud = 0; cloud < _placed.Count; cloud++)
            {
                Reg3dAdModel others = Of(cloud);
                ofFeatures.AddRange(others.FeatureScores(features.Select([.. Enumerable.Range(0, _clouds.Count)
                    .Where(row => _clouds[row] == cloud)]), context));
                ofPoints.AddRange(others.RawScores(_placed[cloud], context));
            }
            return model.With(ScoreRange.Of(ofFeatures), ScoreRange.Of(ofPoints));

            int[] Pick(FeatureMatrix all) => ApproximateCoreset.Select(all, Math.Min(options.MaxBankRows, all.Rows),
                options.Seed ?? 0, run.Threads, stop);

            // A cloud is no stranger to what the bank keeps of it, so it is held against the others, as far as there
            // are some.
            Reg3dAdModel Of(int cloud)
            {
                int[] rest = Array.FindAll(kept, row => _clouds[row] != cloud),
                    around = Array.FindAll(points, point => clouds[point] != cloud);
                return new Reg3dAdModel(rest.Length > 0 ? new MemoryBank(features.Select(rest)) : model.Features,
                    around.Length > 0 ? candidates.Select(around) : model.Raw, _template!, ScoreRange.None,
                    ScoreRange.None, _weightsHash!);
            }
        }

        public void Dispose()
        {
        }

        // Every so many points of all clouds, so that the search of the coreset ends.
        private (PointCloud Points, int[] Clouds) Candidates()
        {
            long all = _placed.Sum(cloud => (long)cloud.Count);
            int step = (int)((all + options.MaxCandidates - 1) / options.MaxCandidates);
            PointCloud[] parts = [.. _placed.Select(cloud => cloud.Select([.. Enumerable.Range(0, (cloud.Count + step
                - 1) / step).Select(i => i * step)]))];
            return (PointCloud.FromInterleaved([.. parts.SelectMany(part => part.ToInterleaved())]),
                [.. parts.SelectMany((part, cloud) => Enumerable.Repeat(cloud, part.Count))]);
        }
    }
}
