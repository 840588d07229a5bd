using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Pretraining;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Geometry.Distances;

namespace Pipeline3D.Detection.ThreeDSt;

/// <summary>Pretraining of a 3D-ST teacher on scenes: descriptors must decode to their surroundings.</summary>
/// <remarks>Source: Bergmann and Sattlegger 2023, section 3.2. Scenes of the split <c>validation</c> choose the epoch.
/// Learns, and does not score: a 3D-ST student takes the file as its <c>teacher</c>.</remarks>
[Method("3d-st-teacher", Title = "3D-ST teacher", Paper = "arXiv:2202.11660", UsesDevice = true)]
public sealed class ThreeDStTeacher : ILearner<ThreeDStTeacherOptions, GraphSample, TeacherModel>
{
    /// <inheritdoc/>
    public ISampleCodec<GraphSample> Samples => GraphSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(ThreeDStTeacherOptions options) => new() { Readings = Math.Max(3, options.Neighbours + 1) };

    /// <inheritdoc/>
    public GraphSample Prepare(Scan scan, ThreeDStTeacherOptions options, MethodContext context)
        => GraphSample.Of(scan, options, context);

    /// <inheritdoc/>
    public long SampleBytes(ThreeDStTeacherOptions options, long points) => options.SampleBytes(points);

    /// <inheritdoc/>
    public IFit<GraphSample, TeacherModel> Begin(ThreeDStTeacherOptions options) => new Fit(options);

    /// <inheritdoc/>
    public void Save(TeacherModel model, ArtifactWriter file) => ThreeDStFile.WriteTeacher(model, file);

    /// <inheritdoc/>
    public TeacherModel Load(ArtifactReader file, ThreeDStTeacherOptions options) => ThreeDStFile.ReadTeacher(file);

    private sealed class Fit(ThreeDStTeacherOptions options) : IFit<GraphSample, TeacherModel>
    {
        private int _neighbours;

        public bool ReadsAgain => true;

        public void Add(GraphSample sample, Role role, MethodContext context)
        {
            if (sample.Graph.Count < options.LossPoints)
                throw new ArgumentException($"a scene of {sample.Graph.Count} points is less than the "
                    + $"{options.LossPoints} points that the loss draws from it");
            if (_neighbours > 0 && sample.Graph.K != _neighbours)
                throw new ArgumentException($"a scene has {sample.Graph.K} neighbours per point, those before have "
                    + $"{_neighbours}");
            _neighbours = sample.Graph.K;
        }

        public TeacherModel Complete(IReadOnlyList<KeptSample<GraphSample>> samples, FitRun run,
            CancellationToken stop) => new TeacherTraining(options, KeptGraphs.Of(samples, Role.Train),
                KeptGraphs.Of(samples, Role.Validation), run.TrainingHash).Run(options.Schedule(run), stop);

        public void Dispose()
        {
        }
    }
}

/// <summary>Options of <see cref="ThreeDStTeacher"/>; the defaults are the paper's.</summary>
public sealed record ThreeDStTeacherOptions : NetworkOptions
{
    /// <summary>The paper's 250 epochs and its weight decay are the defaults.</summary>
    public ThreeDStTeacherOptions() => (Epochs, WeightDecay) = (250, 1e-6);

    /// <summary>Channels of the blocks and length d of a descriptor; a multiple of 4 from 4 to 1024.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Residual blocks; 1 to 16.</summary>
    public int Blocks { get; init; } = 4;

    /// <summary>What the network sees of a neighbour: its offset, or its absolute place (the paper's
    /// ablation).</summary>
    public NeighbourEncoding Encoding { get; init; } = NeighbourEncoding.Relative;

    /// <summary>Points m that the decoder makes of a descriptor; 1 to 65536.</summary>
    public int DecoderPoints { get; init; } = 1024;

    /// <summary>Random points per scene whose descriptors are decoded; 1 to 4096.</summary>
    public int LossPoints { get; init; } = 16;

    /// <summary>Whether the Chamfer distance averages squared or plain distances.</summary>
    public ChamferForm Chamfer { get; init; } = ChamferForm.Squared;

    /// <summary>The network.</summary>
    internal NetworkShape Shape => NetworkShape.Standard(Width, Blocks) with { Encoding = Encoding };

    /// <summary>Seed of weights, order and draws.</summary>
    internal long TrainingSeed => Seed ?? 0;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        RequireShape(Width, Blocks, problems);
        problems.RequireRange(DecoderPoints, 1, 65_536, nameof(DecoderPoints));
        problems.RequireRange(LossPoints, 1, 4096, nameof(LossPoints));
    }
}
