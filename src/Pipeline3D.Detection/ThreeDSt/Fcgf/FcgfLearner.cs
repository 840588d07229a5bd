using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.Training;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Detection.ThreeDSt.Fcgf;

/// <summary>Training of fully convolutional geometric features on scans or scenes: two views of one scan, turned, cut
/// and shaken, shall be described alike where they are the same place.</summary>
/// <remarks>Source: Choy, Park and Koltun 2019, Fully Convolutional Geometric Features; a foreign descriptor in Table 4
/// of Bergmann and Sattlegger 2023. Scans of the split <c>validation</c> choose the epoch. Learns, and does not score:
/// <c>fit.3d-st</c> takes the file as its <c>teacher</c> with <c>teacher_kind: fcgf</c>. Differs: views are made of one
/// scan, where the authors take pairs of registered scans, and Adam takes the steps.</remarks>
[Method("fcgf", Title = "FCGF", Paper = "Choy et al. 2019")]
public sealed class FcgfLearner : ILearner<FcgfOptions, GraphSample, FcgfModel>
{
    // Networks run in it whatever a run's threads are, so that results do not depend on them.
    private readonly Lazy<DeviceLane> _lane = new(() => new DeviceLane("cpu", Environment.ProcessorCount));

    /// <inheritdoc/>
    public ISampleCodec<GraphSample> Samples => GraphSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(FcgfOptions options) => new() { Readings = Math.Max(64, options.Neighbours + 1) };

    /// <inheritdoc/>
    public GraphSample Prepare(Scan scan, FcgfOptions options, MethodContext context)
        => GraphSample.Of(scan, options, context);

    /// <inheritdoc/>
    public long SampleBytes(FcgfOptions options, long points) => options.SampleBytes(points);

    /// <inheritdoc/>
    public IFit<GraphSample, FcgfModel> Begin(FcgfOptions options) => new Fit(options, _lane);

    /// <inheritdoc/>
    public void Save(FcgfModel model, ArtifactWriter file) => model.Write(file);

    /// <inheritdoc/>
    public FcgfModel Load(ArtifactReader file, FcgfOptions options) => FcgfModel.Read(file);

    private sealed class Fit(FcgfOptions options, Lazy<DeviceLane> lane) : IFit<GraphSample, FcgfModel>
    {
        public bool ReadsAgain => true;

        public void Add(GraphSample sample, Role role, MethodContext context)
        {
        }

        public FcgfModel Complete(IReadOnlyList<KeptSample<GraphSample>> samples, FitRun run, CancellationToken stop)
        {
            var task = new FcgfTask(options, lane.Value, KeptGraphs.Of(samples, Role.Train),
                KeptGraphs.Of(samples, Role.Validation));
            if (task.TrainItems == 0)
                throw new InvalidOperationException("no training scan was added; a network needs at least one");
            run.Fact("weights", OptionReader.Text(task.Parts[0].Weights.Length));
            TrainingState state = new TrainingLoop(task, "fcgf-checkpoint", options.Identity(samples.Count,
                run.TrainingHash), options.Epochs, options.Seed ?? 0, options.Schedule(run)).Run(stop);
            return new FcgfModel(options.Shape, options.Voxel, state.Best);
        }

        public void Dispose()
        {
        }
    }
}
