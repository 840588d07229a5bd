using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.PpfFoldNet;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.ThreeDSt.PpfFoldNet;

/// <summary>PPF-FoldNet's training as a loop sees it: patches of one scan a step.</summary>
internal sealed class PpfFoldNetTask : ITrainingTask
{
    private readonly BackwardGuard _guard = new();
    private readonly PpfFoldNetOptions _options;
    private readonly PpfFoldNetShape _shape;
    private readonly FlatLayout _layout;
    private readonly DeviceLane _lane;
    private readonly IReadOnlyList<PointGraph> _train, _validation;
    private readonly int _threads;

    public PpfFoldNetTask(PpfFoldNetOptions options, DeviceLane lane, IReadOnlyList<PointGraph> train,
        IReadOnlyList<PointGraph> validation, int threads)
    {
        (_options, _shape, _lane, _train, _validation, _threads)
            = (options, options.Shape, lane, train, validation, threads);
        _layout = PpfFoldNetNetwork.Layout(_shape);
        float[] weights = FlatDraws.AsPyTorch(_layout, options.Seed ?? 0);
        Parts = [new TrainedPart("network", weights, new AdamState(weights.Length))];
    }

    public int TrainItems => _train.Count;

    public int ValidationItems => _validation.Count;

    public IReadOnlyList<TrainedPart> Parts { get; }

    public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
    {
        float[] patches = Patches(_train[batch[0]], new SplitMix64((_options.Seed ?? 0) ^ ((long)epoch << 32),
            batch[0]), stop);
        return _lane.Run(_ => Step(patches), stop);
    }

    public double Validate(int item, CancellationToken stop)
    {
        // The same patches every epoch, so that epochs can be compared.
        float[] patches = Patches(_validation[item], new SplitMix64(_options.Seed ?? 0, -1L - item), stop);
        return _lane.Run(_ =>
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable quiet = no_grad();
            return (double)Loss(_layout.Open(Parts[0].Weights, learns: false), patches).item<float>();
        }, stop);
    }

    private double Step(float[] patches)
    {
        using DisposeScope scope = NewDisposeScope();
        float[] weights = Parts[0].Weights, gradient = new float[weights.Length];
        FlatTensors tensors = _layout.Open(weights, learns: true);
        Tensor loss = Loss(tensors, patches);
        tensors.Differentiate(_guard, loss, gradient);
        Parts[0].Adam.Step(weights, gradient, _options.LearningRate, _options.WeightDecay);
        return loss.item<float>();
    }

    private Tensor Loss(FlatTensors tensors, float[] patches)
    {
        Tensor given = Tensors.From(patches, patches.Length / (_options.PatchPoints * PpfFoldNetNetwork.Features),
            _options.PatchPoints, PpfFoldNetNetwork.Features);
        return PpfFoldNetNetwork.Loss(PpfFoldNetNetwork.Decode(_shape, tensors,
            PpfFoldNetNetwork.Encode(_shape, tensors, given)), given);
    }

    private float[] Patches(PointGraph graph, SplitMix64 random, CancellationToken stop)
    {
        int[] centres = [.. Enumerable.Range(0, graph.Count)];
        int count = Math.Min(_options.Patches, centres.Length);
        random.Draw(centres.AsSpan(), count);
        return new PairPatches(graph.Points, graph.MeanDistance(), _options.Reach, _options.PatchPoints, _threads,
            stop).Around(centres[..count], _threads, stop);
    }
}
