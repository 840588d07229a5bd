using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.Training;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Detection.ThreeDsr;

/// <summary>Stage 1 of 3DSR: a discrete autoencoder of depth pictures that learns from seeded noise alone.</summary>
/// <remarks>Source: Zavrtanik et al. 2024, arXiv:2311.01117, and its public code. A fit is begun by scans, so one at
/// least must come, but they teach nothing: those on a grid judge how well depths of scans are told, as the validation
/// loss; clouds do not even that. Learns, and does not score: <c>3dsr</c> takes the file as its
/// <c>weights</c>.</remarks>
[Method("dsr-autoencoder", Title = "DSR's discrete autoencoder", Paper = "arXiv:2311.01117")]
public sealed class AutoencoderLearner : ILearner<AutoencoderOptions, DepthPicture, DsrWeights>
{
    // Networks run in it whatever a run's threads are, so that results do not depend on them.
    private readonly Lazy<DeviceLane> _lane = new(() => new DeviceLane("cpu", Environment.ProcessorCount));

    /// <inheritdoc/>
    public ISampleCodec<DepthPicture> Samples => DepthPictureCodec.Instance;

    /// <summary>Makes the depth picture that judges; none of a cloud.</summary>
    public DepthPicture Prepare(Scan scan, AutoencoderOptions options, MethodContext context)
    {
        if (scan.Grid is not null)
        {
            ScanRules.Require(scan, ThreeDsrMethod.NeedsOf(options), context);
            return DepthPictures.Of(scan, options, context);
        }
        context.Remark("clouds have no depth picture, so they do not judge what the autoencoder learns from noise");
        return new DepthPicture(0, [], [], 0, 0);
    }

    /// <inheritdoc/>
    public long SampleBytes(AutoencoderOptions options, long points) => 64 + (5L * options.Side * options.Side);

    /// <inheritdoc/>
    public IFit<DepthPicture, DsrWeights> Begin(AutoencoderOptions options) => new Fit(options, _lane);

    /// <inheritdoc/>
    public void Save(DsrWeights model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public DsrWeights Load(ArtifactReader file, AutoencoderOptions options) => DsrWeights.Load(file);

    private sealed class Fit(AutoencoderOptions options, Lazy<DeviceLane> lane) : IFit<DepthPicture, DsrWeights>
    {
        private readonly List<bool> _judges = [];

        public bool ReadsAgain => true;

        public void Add(DepthPicture sample, Role role, MethodContext context) => _judges.Add(sample.Side > 0);

        public DsrWeights Complete(IReadOnlyList<KeptSample<DepthPicture>> samples, FitRun run, CancellationToken stop)
        {
            var task = new AutoencoderTask(options, lane.Value, [.. samples.Where((_, at) => _judges[at])
                .Select(sample => sample.Read)]);
            run.Fact("weights", OptionReader.Text(task.Parts[0].Weights.Length));
            TrainingState state = new TrainingLoop(task, "dsr-autoencoder-checkpoint", options.Identity(samples.Count,
                run.TrainingHash), options.Epochs, options.Seed ?? 0, TrainingSchedule.Of(run, options.CheckpointEvery))
                .Run(stop);
            return new DsrWeights(options.Shape, state.Best);
        }

        public void Dispose()
        {
        }
    }
}
