using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.Training;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Detection.ThreeDSt.Teachers;

/// <summary>A network of others that is learnt from scans or scenes and that students of 3D-ST may imitate. Learns, and
/// does not score; scans of the split <c>validation</c> choose the epoch.</summary>
/// <typeparam name="TOptions">The options.</typeparam>
/// <typeparam name="TModel">The network.</typeparam>
public abstract class GraphLearner<TOptions, TModel> : ILearner<TOptions, GraphSample, TModel>
    where TOptions : NetworkOptions, new() where TModel : class
{
    // Networks run in it whatever a run's threads are, so that results do not depend on them.
    private readonly Lazy<DeviceLane> _lane = new(() => new DeviceLane("cpu", Environment.ProcessorCount));

    private protected GraphLearner()
    {
    }

    /// <inheritdoc/>
    public ISampleCodec<GraphSample> Samples => GraphSampleCodec.Instance;

    /// <summary>Name of the kind of training in checkpoint files.</summary>
    private protected abstract string Checkpoint { get; }

    /// <inheritdoc/>
    public abstract ScanNeeds Needs(TOptions options);

    /// <inheritdoc/>
    public GraphSample Prepare(Scan scan, TOptions options, MethodContext context)
        => GraphSample.Of(scan, options, context);

    /// <inheritdoc/>
    public long SampleBytes(TOptions options, long points) => options.SampleBytes(points);

    /// <inheritdoc/>
    public IFit<GraphSample, TModel> Begin(TOptions options) => new Fit(options, this);

    /// <inheritdoc/>
    public abstract void Save(TModel model, ArtifactWriter file);

    /// <inheritdoc/>
    public abstract TModel Load(ArtifactReader file, TOptions options);

    /// <summary>Begins a training.</summary>
    /// <param name="options">How it is learnt.</param>
    /// <param name="graphs">Scans to learn from, and those to judge by.</param>
    /// <param name="lane">Entered for every step.</param>
    /// <param name="threads">Most threads to use.</param>
    private protected abstract ITrainingTask Open(TOptions options, GraphSplit graphs, DeviceLane lane, int threads);

    /// <summary>The network of its weights.</summary>
    private protected abstract TModel Made(TOptions options, float[] weights);

    private sealed class Fit(TOptions options, GraphLearner<TOptions, TModel> learner) : IFit<GraphSample, TModel>
    {
        public bool ReadsAgain => true;

        public void Add(GraphSample sample, Role role, MethodContext context)
        {
        }

        public TModel Complete(IReadOnlyList<KeptSample<GraphSample>> samples, FitRun run, CancellationToken stop)
        {
            var graphs = new GraphSplit(KeptGraphs.Of(samples, Role.Train), KeptGraphs.Of(samples, Role.Validation));
            if (graphs.Train.Count == 0)
                throw new InvalidOperationException("no training scan was added; a network needs at least one");
            ITrainingTask task = learner.Open(options, graphs, learner._lane.Value, run.Threads);
            run.Fact("weights", OptionReader.Text(task.Parts[0].Weights.Length));
            TrainingState state = new TrainingLoop(task, learner.Checkpoint, Identity(samples.Count, run.TrainingHash),
                options.Epochs, options.Seed ?? 0, options.Schedule(run)).Run(stop);
            return learner.Made(options, state.Best);
        }

        public void Dispose()
        {
        }

        // The number of epochs is no part of it: a training may go on for longer than was planned.
        private Dictionary<string, string> Identity(int scans, string trainingHash) => new(StringComparer.Ordinal)
        {
            ["options"] = $"{options with { Seed = options.Seed ?? 0, CheckpointEvery = 0, Epochs = 1, Resume = "" }}",
            ["scans"] = OptionReader.Text(scans),
            ["training_hash"] = trainingHash,
        };
    }
}
