using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.Cheraghian;

/// <summary>The point network as a loop trains it: scans are told apart by category and whether they are
/// damaged.</summary>
/// <remarks>A PointNet without its small networks for turning points; Adam, no decay.</remarks>
internal sealed class PointTask : ITrainingTask
{
    /// <summary>The layers that every point goes through.</summary>
    public static readonly LearntLayers Layers = new([3, 64, 64, 64, 128, 1024]);

    private readonly BackwardGuard _guard = new();
    private readonly CheraghianOptions _options;
    private readonly IReadOnlyList<KeptSample<CheraghianSample>> _samples;
    private readonly IReadOnlyList<int> _labels;
    private readonly LearntLayers _layers;

    /// <summary>Prepares the training.</summary>
    /// <param name="options">How it is learnt.</param>
    /// <param name="samples">The scans.</param>
    /// <param name="labels">Class of each scan.</param>
    /// <param name="classes">Number of classes.</param>
    public PointTask(CheraghianOptions options, IReadOnlyList<KeptSample<CheraghianSample>> samples,
        IReadOnlyList<int> labels, int classes)
    {
        (_options, _samples, _labels) = (options, samples, labels);
        _layers = new LearntLayers(Layers.Widths, classes);
        var random = new SplitMix64(options.Seed ?? 0, 0);
        float[] weights = _layers.Start(ref random);
        Parts = [new TrainedPart("points", weights, new AdamState(weights.Length))];
    }

    /// <summary>Numbers of a feature.</summary>
    public static int Length => Layers.Widths[^1];

    public int TrainItems => _samples.Count;

    public int ValidationItems => 0;

    public int BatchSize => _options.BatchSize;

    public bool KeepsLast => true;

    public IReadOnlyList<TrainedPart> Parts { get; }

    /// <summary>Features of points; shape [n, Length].</summary>
    public static float[] Features(ReadOnlySpan<float> weights, CheraghianSample sample)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable frozen = no_grad();
        return Tensors.ToFloats(Layers.Run(Layers.Layout.Open(weights[..Layers.Count], learns: false), Rows(sample)));
    }

    /// <summary>The feature of a whole scan: the largest of each number over its points.</summary>
    public static float[] Largest(ReadOnlySpan<float> features)
    {
        float[] largest = features[..Length].ToArray();
        for (int first = Length; first < features.Length; first += Length)
            for (int i = 0; i < Length; i++)
                largest[i] = Math.Max(largest[i], features[first + i]);
        return largest;
    }

    public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
    {
        using DisposeScope scope = NewDisposeScope();
        float[] weights = Parts[0].Weights;
        FlatTensors tensors = _layers.Layout.Open(weights, learns: true);
        CheraghianSample[] samples = [.. batch.ToArray().Select(item => _samples[item].Read())];
        Tensor rows = _layers.Run(tensors, cat([.. samples.Select(Rows)], 0));
        var whole = new Tensor[samples.Length];
        long start = 0;
        for (int i = 0; i < whole.Length; i++)
        {
            long count = samples[i].Cells.Length;
            whole[i] = rows.narrow(0, start, count).amax([0L]);
            start += count;
        }
        Tensor loss = nn.functional.cross_entropy(LearntLayers.Classify(tensors, stack(whole, 0)),
            Tensors.From([.. batch.ToArray().Select(item => (long)_labels[item])], batch.Length));
        var gradient = new float[weights.Length];
        tensors.Differentiate(_guard, loss, gradient);
        Parts[0].Adam.Step(weights, gradient, _options.LearningRate, 0);
        tensors.KeepRunning(weights);
        return loss.item<float>();
    }

    public double Validate(int item, CancellationToken stop) => 0;

    private static Tensor Rows(CheraghianSample sample)
        => Tensors.From(sample.Places, sample.Cells.Length, 3);
}
