using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Training;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>3DzAL's networks as a loop trains them: each step draws patches of some scans.</summary>
internal sealed class PatchTask : ITrainingTask
{
    private readonly ThreeDzAlOptions _options;
    private readonly PatchNetworks _networks;
    private readonly IReadOnlyList<KeptSample<ThreeDzAlSample>> _samples;
    private readonly PatchDraws _draws;
    private readonly Func<CellPatches, double> _radius;
    private readonly DeviceLane _lane;
    private readonly PatchRules _rules;
    private readonly float[] _gradient;

    /// <summary>Prepares the training.</summary>
    /// <param name="options">How.</param>
    /// <param name="networks">What is trained.</param>
    /// <param name="samples">The scans.</param>
    /// <param name="draws">Makes patches of them.</param>
    /// <param name="radius">What is 1 in a patch of a scan.</param>
    /// <param name="lane">Where networks run.</param>
    public PatchTask(ThreeDzAlOptions options, PatchNetworks networks,
        IReadOnlyList<KeptSample<ThreeDzAlSample>> samples, PatchDraws draws, Func<CellPatches, double> radius,
        DeviceLane lane)
    {
        (_options, _networks, _samples, _draws, _radius, _lane) = (options, networks, samples, draws, radius, lane);
        long seed = options.Seed ?? 0;
        _rules = new PatchRules(options.Temperature, options.Disentangle, options.DisentangleWeight,
            options.RdNormalsOnly, options.Judges, seed);
        float[] weights = networks.Draw(seed);
        _gradient = new float[weights.Length];
        Parts = [new TrainedPart("networks", weights, new AdamState(weights.Length))];
    }

    public int TrainItems => _samples.Count;

    public int ValidationItems => 0;

    public int BatchSize => _options.BatchSize;

    public bool KeepsLast => true;

    public IReadOnlyList<TrainedPart> Parts { get; }

    public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
    {
        PatchBatch patches = _draws.Batch([.. batch.ToArray().Select(item => (_samples[item].Read().Grid, item))],
            _radius, epoch, TrainItems, stop);
        TrainedPart part = Parts[0];
        PatchLoss loss = _lane.Run(_ => _networks.Differentiate(part.Weights, patches, _rules, _gradient), stop);
        part.Adam.Step(part.Weights, _gradient, _options.LearningRate, 0);
        return loss.Total;
    }

    public double Validate(int item, CancellationToken stop) => 0;
}
