using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.ThreeDSt.Teachers;

/// <summary>Scans to learn from, and those to judge by.</summary>
/// <param name="Train">The former.</param>
/// <param name="Validation">The latter; may be none.</param>
internal sealed record GraphSplit(IReadOnlyList<PointGraph> Train, IReadOnlyList<PointGraph> Validation);

/// <summary>The training of a <see cref="GraphLearner{TOptions,TModel}"/> as a loop sees it: one scan a step.</summary>
/// <typeparam name="TDraw">What is drawn of a scan for a step.</typeparam>
/// <param name="options">Rate, decay and seed.</param>
/// <param name="layout">The network.</param>
/// <param name="weights">Its numbers at first.</param>
/// <param name="graphs">The scans.</param>
/// <param name="lane">Entered for every step.</param>
internal abstract class GraphTask<TDraw>(NetworkOptions options, FlatLayout layout, float[] weights, GraphSplit graphs,
    DeviceLane lane) : ITrainingTask
{
    private readonly BackwardGuard _guard = new();

    public int TrainItems => graphs.Train.Count;

    public int ValidationItems => graphs.Validation.Count;

    public IReadOnlyList<TrainedPart> Parts { get; } = [new TrainedPart("network", weights,
        new AdamState(weights.Length))];

    public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
    {
        TDraw drawn = Draw(graphs.Train[batch[0]], new SplitMix64((options.Seed ?? 0) ^ ((long)epoch << 32),
            batch[0]), stop);
        return lane.Run(_ => Step(drawn), stop);
    }

    public double Validate(int item, CancellationToken stop)
    {
        // The same draw every epoch, so that epochs can be compared.
        TDraw drawn = Draw(graphs.Validation[item], new SplitMix64(options.Seed ?? 0, -1L - item), stop);
        return lane.Run(_ =>
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable quiet = no_grad();
            return (double)Loss(layout.Open(Parts[0].Weights, learns: false), drawn).item<float>();
        }, stop);
    }

    /// <summary>What a step looks at of a scan.</summary>
    protected abstract TDraw Draw(PointGraph graph, SplitMix64 random, CancellationToken stop);

    /// <summary>The loss of it, a number.</summary>
    protected abstract Tensor Loss(FlatTensors tensors, TDraw drawn);

    private double Step(TDraw drawn)
    {
        using DisposeScope scope = NewDisposeScope();
        float[] numbers = Parts[0].Weights, gradient = new float[numbers.Length];
        FlatTensors tensors = layout.Open(numbers, learns: true);
        Tensor loss = Loss(tensors, drawn);
        tensors.Differentiate(_guard, loss, gradient);
        Parts[0].Adam.Step(numbers, gradient, options.LearningRate, options.WeightDecay);
        tensors.KeepRunning(numbers);
        return loss.item<float>();
    }
}
