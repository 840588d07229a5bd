using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.Training;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Detection.ThreeDSt.PpfFoldNet;

/// <summary>Training of PPF-FoldNet on scans or scenes: patches shall be made again of their codewords.</summary>
/// <remarks>Source: Deng, Birdal and Ilic 2018, arXiv:1808.10322; a foreign descriptor in Table 4 of Bergmann and
/// Sattlegger 2023. Scans of the split <c>validation</c> choose the epoch. Learns, and does not score:
/// <c>fit.3d-st</c> takes the file as its <c>teacher</c> with <c>teacher_kind: ppf-foldnet</c>. Differs: the reach of a
/// patch is told in mean distances of neighbours, and Adam's rate stays.</remarks>
[Method("ppf-foldnet", Title = "PPF-FoldNet", Paper = "arXiv:1808.10322")]
public sealed class PpfFoldNetLearner : ILearner<PpfFoldNetOptions, GraphSample, PpfFoldNetModel>
{
    // Networks run in it whatever a run's threads are, so that results do not depend on them.
    private readonly Lazy<DeviceLane> _lane = new(() => new DeviceLane("cpu", Environment.ProcessorCount));

    /// <inheritdoc/>
    public ISampleCodec<GraphSample> Samples => GraphSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(PpfFoldNetOptions options) => new() { Readings = Math.Max(4, options.Neighbours + 1) };

    /// <inheritdoc/>
    public GraphSample Prepare(Scan scan, PpfFoldNetOptions options, MethodContext context)
        => GraphSample.Of(scan, options, context);

    /// <inheritdoc/>
    public long SampleBytes(PpfFoldNetOptions options, long points) => options.SampleBytes(points);

    /// <inheritdoc/>
    public IFit<GraphSample, PpfFoldNetModel> Begin(PpfFoldNetOptions options) => new Fit(options, _lane);

    /// <inheritdoc/>
    public void Save(PpfFoldNetModel model, ArtifactWriter file) => model.Write(file);

    /// <inheritdoc/>
    public PpfFoldNetModel Load(ArtifactReader file, PpfFoldNetOptions options) => PpfFoldNetModel.Read(file);

    private sealed class Fit(PpfFoldNetOptions options, Lazy<DeviceLane> lane) : IFit<GraphSample, PpfFoldNetModel>
    {
        public bool ReadsAgain => true;

        public void Add(GraphSample sample, Role role, MethodContext context)
        {
        }

        public PpfFoldNetModel Complete(IReadOnlyList<KeptSample<GraphSample>> samples, FitRun run,
            CancellationToken stop)
        {
            var task = new PpfFoldNetTask(options, lane.Value, KeptGraphs.Of(samples, Role.Train),
                KeptGraphs.Of(samples, Role.Validation), run.Threads);
            if (task.TrainItems == 0)
                throw new InvalidOperationException("no training scan was added; a network needs at least one");
            run.Fact("weights", OptionReader.Text(task.Parts[0].Weights.Length));
            TrainingState state = new TrainingLoop(task, "ppf-foldnet-checkpoint", options.Identity(samples.Count,
                run.TrainingHash), options.Epochs, options.Seed ?? 0, options.Schedule(run)).Run(stop);
            return new PpfFoldNetModel(options.Shape, options.PatchPoints, options.Reach, state.Best);
        }

        public void Dispose()
        {
        }
    }
}
