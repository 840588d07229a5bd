using Pipeline3D.Detection.Cells;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Stages;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.Autoencoders;

/// <summary>An auto-encoder of cells as a loop trains it: a training item is a step, whose scans are drawn.</summary>
/// <param name="samples">Normal scans.</param>
/// <param name="options">How they are learnt.</param>
/// <param name="weighs">Whether occupied and empty cells count alike, however many there are.</param>
/// <param name="lane">Entered for every step.</param>
internal sealed class CellAutoencoderTask<TSample>(TurnedSamples<TSample> samples, CellNetworkOptions options,
    bool weighs, DeviceLane lane) : ICellTraining where TSample : class
{
    private readonly BackwardGuard _guard = new();
    private readonly StagesShape _shape = options.Shape;
    private readonly FlatLayout _layout = CellNetwork<TSample>.LayoutOf(options.Shape);

    public int TrainItems => options.EpochSteps;

    public int ValidationItems => 0;

    public bool KeepsLast => true;

    public IReadOnlyList<TrainedPart> Parts => field ??= [PartOf(FlatDraws.AsPyTorch(_layout, options.Seed ?? 0))];

    public float[] Weights => Parts[0].Weights;

    public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
    {
        var random = new SplitMix64(options.Seed ?? 0, StepStreams.Of(epoch, batch[0]));
        float[] cells = samples.Draw(options.BatchSize, ref random);
        return lane.Run(_ => Step(cells), stop);
    }

    public double Validate(int item, CancellationToken stop) => 0;

    private double Step(float[] cells)
    {
        using DisposeScope scope = NewDisposeScope();
        FlatTensors tensors = _layout.Open(Weights, learns: true);
        Tensor given = CellNetwork<TSample>.Batch(cells, _shape), made = StagesNetwork.Decode(tensors,
            CellNetwork<TSample>.Encode(tensors, given, _shape, isGenerator: false), _shape);
        Tensor loss = weighs ? OccupancyLoss.Of(made, given, OccupancyLoss.Weights(given))
            : nn.functional.mse_loss(made, given);
        var gradient = new float[_layout.Count];
        tensors.Differentiate(_guard, loss, gradient);
        Parts[0].Adam.Step(Weights, gradient, options.LearningRate, 0);
        return loss.item<float>();
    }

    private static TrainedPart PartOf(float[] weights) => new("autoencoder", weights, new AdamState(weights.Length));
}
