using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Distances;
using Pipeline3D.Geometry.Health;
using Pipeline3D.Networks.PointMae;

namespace Pipeline3D.Detection.PointMae;

/// <summary>Pretraining of a Point-MAE network on shapes: hidden groups of points shall be reconstructed from the
/// others.</summary>
/// <remarks>Source: Pang et al. 2022, arXiv:2203.06604, and its authors' code. Scans of the split <c>validation</c>
/// choose the epoch. Learns, and does not score: methods on Point-MAE take the file as their <c>weights</c>.</remarks>
[Method("point-mae", Title = "Point-MAE", Paper = "arXiv:2203.06604")]
public sealed class PointMaePretraining : ILearner<PointMaeOptions, CloudSample, PointMaeWeights>
{
    /// <inheritdoc/>
    public ISampleCodec<CloudSample> Samples => CloudSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(PointMaeOptions options)
        => new() { Readings = Math.Max(options.GroupSize, options.Groups) };

    /// <summary>Takes the scan's points, a sample of them where there are more than wanted.</summary>
    public CloudSample Prepare(Scan scan, PointMaeOptions options, MethodContext context)
    {
        CloudSample sample = CloudSample.Of(scan, context);
        if (sample.Points.Count <= options.Points)
            return sample;
        int[] kept = HashSample.Of(scan.Cloud, scan.Readings, options.Points);
        Array.Resize(ref kept, Math.Min(kept.Length, options.Points));
        return new CloudSample(scan.Cloud.Select(kept), kept, null);
    }

    /// <inheritdoc/>
    public long SampleBytes(PointMaeOptions options, long points) => 16 * Math.Min(points, options.Points);

    /// <inheritdoc/>
    public IFit<CloudSample, PointMaeWeights> Begin(PointMaeOptions options) => new Fit(options);

    /// <inheritdoc/>
    public void Save(PointMaeWeights model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public PointMaeWeights Load(ArtifactReader file, PointMaeOptions options)
        => PointMaeWeights.Load(file, options.Shape());

    private sealed class Fit(PointMaeOptions options) : IFit<CloudSample, PointMaeWeights>
    {
        public bool ReadsAgain => true;

        public void Add(CloudSample sample, Role role, MethodContext context)
        {
            int used = Math.Min(sample.Points.Count, options.SamplePoints);
            if (used < Math.Max(options.Groups, options.GroupSize))
                throw new ArgumentException($"it has {used} points to draw, {options.Groups} groups of "
                    + $"{options.GroupSize} need {Math.Max(options.Groups, options.GroupSize)}");
        }

        public PointMaeWeights Complete(IReadOnlyList<KeptSample<CloudSample>> samples, FitRun run,
            CancellationToken stop)
        {
            var training = new PointMaeTraining(options.Shape());
            int seed = options.Seed ?? 0;
            var task = new PointMaeTask(new PointMaeCourse
            {
                Sizes = options, Groups = options.Groups, Points = options.SamplePoints, Seed = seed,
                BatchSize = options.BatchSize, Loss = options.Loss,
                Rate = (epoch, _) => PointMaeRate.Of(epoch, options.LearningRate, options.WarmUp, options.Epochs),
            }, training, null, training.Start(seed), Clouds(Role.Train), Clouds(Role.Validation), run.Threads);
            if (task.TrainItems == 0)
                throw new InvalidOperationException("no training scan was added; a network needs at least one");
            run.Fact("weights", OptionReader.Text(training.Layout.Learnt));
            TrainingState state = new TrainingLoop(task, "point-mae-checkpoint", options.Identity(samples.Count,
                run.TrainingHash), options.Epochs, seed, TrainingSchedule.Of(run, options.CheckpointEvery)).Run(stop);
            return new PointMaeWeights(training.Layout, state.Best);

            Func<PointCloud>[] Clouds(Role role) => [.. samples.Where(sample => sample.Role == role)
                .Select(sample => (Func<PointCloud>)(() => sample.Read().Points))];
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>Options of <see cref="PointMaePretraining"/>.</summary>
public sealed record PointMaeOptions : PointMaeSizes, ITrains
{
    /// <summary>One network is learnt of all scans.</summary>
    public PointMaeOptions() => Group = FitGroup.All;

    /// <summary>Points that are kept of each scan; 16 to 1 million.</summary>
    [Preparation]
    public int Points { get; init; } = 8192;

    /// <summary>Points that are drawn of them for every use; 16 to 1 million.</summary>
    public int SamplePoints { get; init; } = 1024;

    /// <summary>Groups of a cloud; 2 to 65536.</summary>
    public int Groups { get; init; } = 64;

    /// <summary>Whether the loss averages squared or plain distances.</summary>
    public ChamferForm Loss { get; init; } = ChamferForm.Squared;

    /// <summary>Passes over the training scans; 1 to 100000.</summary>
    public int Epochs { get; init; } = 300;

    /// <summary>Passes in which the learning rate rises; 0 to 100000.</summary>
    public int WarmUp { get; init; } = 10;

    /// <summary>Scans of one step; 1 to 1000.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Epochs between checkpoints; 0 (none) to 100000.</summary>
    [RunOnly]
    public int CheckpointEvery { get; init; } = 1;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(Points, 16, 1_000_000, nameof(Points));
        problems.RequireRange(SamplePoints, 16, 1_000_000, nameof(SamplePoints));
        problems.RequireRange(Groups, 2, 65_536, nameof(Groups));
        problems.Require(Math.Max(Groups, GroupSize) <= SamplePoints, nameof(SamplePoints), SamplePoints,
            $"must be at least groups ({Groups}) and group_size ({GroupSize})");
        problems.RequireRange(Epochs, 1, 100_000, nameof(Epochs));
        problems.RequireRange(WarmUp, 0, 100_000, nameof(WarmUp));
        problems.RequireRange(BatchSize, 1, 1000, nameof(BatchSize));
        problems.RequireRange(CheckpointEvery, 0, 100_000, nameof(CheckpointEvery));
    }

    /// <summary>What must be equal for a training to go on from a checkpoint.</summary>
    internal Dictionary<string, string> Identity(int scans, string trainingHash) => new(StringComparer.Ordinal)
    {
        ["options"] = $"{this with { Seed = Seed ?? 0, CheckpointEvery = 0 }}",
        ["scans"] = OptionReader.Text(scans),
        ["training_hash"] = trainingHash,
    };
}
