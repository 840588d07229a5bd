using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Training;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ThreeDSt.Pretraining;

/// <summary>Pretraining as a loop sees it: scenes, network and decoder.</summary>
internal sealed class PretrainingTask : ITrainingTask, IDisposable
{
    private readonly ThreeDStTeacherOptions _options;
    private readonly IReadOnlyList<PointGraph> _train, _validation;
    private readonly double _scale;
    private readonly int _threads;
    private readonly TrainableNetwork _network;
    private readonly Decoder _decoder;
    private readonly PretrainingStep _step;

    public PretrainingTask(ThreeDStTeacherOptions options, IReadOnlyList<PointGraph> train,
        IReadOnlyList<PointGraph> validation, double scale, int threads)
    {
        (_options, _train, _validation, _scale, _threads) = (options, train, validation, scale, threads);
        var layout = new NetworkLayout(options.Shape);
        _network = new TrainableNetwork(layout, TrainableNetwork.RandomWeights(layout, options.TrainingSeed),
            NetworkKernels.For(options.Shape));
        _decoder = new Decoder(options.Shape.Outputs, options.DecoderPoints, options.LossPoints);
        _step = new PretrainingStep(_network, _decoder, options.Chamfer);
        Parts =
        [
            new TrainedPart("network", _network.Weights, new AdamState(layout.Count)),
            new TrainedPart("decoder", _decoder.RandomWeights(options.TrainingSeed), new AdamState(_decoder.Count)),
        ];
    }

    public int TrainItems => _train.Count;

    public int ValidationItems => _validation.Count;

    public IReadOnlyList<TrainedPart> Parts { get; }

    public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
    {
        int cloud = batch[0];
        var random = new SplitMix64(_options.TrainingSeed ^ ((long)epoch << 32), cloud);
        double loss = _step.Run(_train[cloud], _scale, Parts[1].Weights, Draw(_train[cloud], random), learn: true,
            _threads, stop);
        Parts[0].Adam.Step(Parts[0].Weights, _network.Gradient, _options.LearningRate, _options.WeightDecay);
        Parts[1].Adam.Step(Parts[1].Weights, _decoder.Gradient, _options.LearningRate, _options.WeightDecay);
        return loss;
    }

    public double Validate(int item, CancellationToken stop)
    {
        // The same points every epoch, so that epochs can be compared.
        var random = new SplitMix64(_options.TrainingSeed, -1L - item);
        return _step.Run(_validation[item], _scale, Parts[1].Weights, Draw(_validation[item], random), learn: false,
            _threads, stop);
    }

    public void Dispose()
    {
        _network.Dispose();
        _decoder.Dispose();
    }

    private int[] Draw(PointGraph graph, SplitMix64 random)
        => PretrainingStep.Draw(_options.LossPoints, graph.Count, ref random);
}
