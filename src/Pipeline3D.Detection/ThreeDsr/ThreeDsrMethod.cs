using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using Pipeline3D.Weights;

namespace Pipeline3D.Detection.ThreeDsr;

/// <summary>3DSR on depth alone: networks learn to undo anomalies that are faked among the discrete codes of normal
/// depth pictures, and to see where they were.</summary>
/// <remarks>Source: Zavrtanik et al. 2024, arXiv:2311.01117, and its public code; README.md beside this file says how
/// this differs. The discrete autoencoder comes from <c>fit.dsr-autoencoder</c> and stays as it is. Scores are
/// probabilities, those of pixels without a reading too; the scan's is the largest.</remarks>
[Method("3dsr", Title = "3DSR (depth)", Paper = "arXiv:2311.01117")]
public sealed class ThreeDsrMethod : IMethod<ThreeDsrOptions, DepthPicture, ThreeDsrModel>
{
    private readonly FileHashes _hashes = new(DsrWeights.Find);

    // Networks run in it whatever a run's threads are, so that results do not depend on them.
    private readonly Lazy<DeviceLane> _lane = new(() => new DeviceLane("cpu", Environment.ProcessorCount));

    /// <inheritdoc/>
    public ISampleCodec<DepthPicture> Samples => DepthPictureCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(ThreeDsrOptions options) => NeedsOf(options);

    /// <summary>Reads the autoencoder.</summary>
    public void Check(ThreeDsrOptions options)
    {
        try
        {
            DsrWeights.Read(options.Weights);
        }
        catch (WeightFormatException cause)
        {
            throw new ArgumentException(cause.Message, cause);
        }
    }

    /// <inheritdoc/>
    public string FilesKey(ThreeDsrOptions options) => options.Weights.Length == 0 ? "" : _hashes.Of(options.Weights);

    /// <summary>Makes the depth picture.</summary>
    public DepthPicture Prepare(Scan scan, ThreeDsrOptions options, MethodContext context)
        => DepthPictures.Of(scan, options, context);

    /// <inheritdoc/>
    public long SampleBytes(ThreeDsrOptions options, long points) => 64 + (5L * options.Side * options.Side);

    /// <inheritdoc/>
    public IFit<DepthPicture, ThreeDsrModel> Begin(ThreeDsrOptions options) => new Fit(options, this);

    /// <inheritdoc/>
    public Scores Score(ThreeDsrModel model, Scan scan, DepthPicture sample, ThreeDsrOptions options,
        MethodContext context)
    {
        (float whole, float[] map) = _lane.Value.Run(_ => model.Score(sample, options.Smooth), context.Stop);
        return new Scores(whole, new ScoreMap(sample.Side, sample.Side, map).ToScan(new GridPadding(sample.Width,
            sample.Height, sample.Width, sample.Height, 0, 0)).Scores);
    }

    /// <inheritdoc/>
    public void Save(ThreeDsrModel model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public ThreeDsrModel Load(ArtifactReader file, ThreeDsrOptions options) => ThreeDsrModel.Load(file, options);

    /// <summary>What depth pictures need of scans: a grid, and metres where a background is taken off.</summary>
    internal static ScanNeeds NeedsOf(DepthPictureOptions options) => new()
    {
        Grid = true, Unit = options.Background == DepthBackground.None ? null : LengthUnit.Metre,
    };

    private sealed class Fit(ThreeDsrOptions options, ThreeDsrMethod method) : IFit<DepthPicture, ThreeDsrModel>
    {
        public bool ReadsAgain => true;

        public void Add(DepthPicture sample, Role role, MethodContext context)
        {
        }

        public ThreeDsrModel Complete(IReadOnlyList<KeptSample<DepthPicture>> samples, FitRun run,
            CancellationToken stop)
        {
            Func<DepthPicture>[] train = [.. samples.Where(sample => sample.Role == Role.Train)
                .Select(sample => sample.Read)];
            if (train.Length == 0)
                throw new InvalidOperationException("no training scan was added; networks need at least one");
            var autoencoder = DsrWeights.Read(options.Weights);
            var networks = new ThreeDsrNetworks(autoencoder.Shape, options);
            string hash = method.FilesKey(options);
            run.Fact("autoencoder", options.Weights);
            run.Fact("autoencoder_sha256", hash);
            run.Fact("weights", OptionReader.Text(networks.Layout.Count));
            using FlatTensors held = autoencoder.Layout.Hold(autoencoder.Numbers);
            var task = new ThreeDsrTask(options, held, networks, train, method._lane.Value);
            TrainingState state = new TrainingLoop(task, "3dsr-checkpoint", options.Identity(hash, samples.Count,
                run.TrainingHash), options.Epochs, options.Seed ?? 0,
                TrainingSchedule.Of(run, options.CheckpointEvery)).Run(stop);
            return new ThreeDsrModel(autoencoder, networks.Layout, state.Best);
        }

        public void Dispose()
        {
        }
    }
}
