using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.Cheraghian;

/// <summary>The map from words to features as a loop trains it: the mapped vector of a scan's class shall be the
/// feature of the scan.</summary>
/// <remarks>Source: the public code (300 - 512 - 768 - 1024, normalised over all classes at once; squared error; Adam,
/// decay 1e-6, 64 scans of one step). It takes AMSGrad, this plain Adam.</remarks>
internal sealed class MapTask : ITrainingTask
{
    private const double Decay = 1e-6;
    private readonly BackwardGuard _guard = new();
    private readonly LearntLayers _layers;
    private readonly float[][] _features;
    private readonly IReadOnlyList<int> _labels;
    private readonly float[] _vectors;
    private readonly double _rate;

    /// <summary>Prepares the training.</summary>
    /// <param name="vectors">Of the classes, two at least; of as many numbers each.</param>
    /// <param name="features">Of the scans.</param>
    /// <param name="labels">Class of each scan.</param>
    /// <param name="rate">Adam's learning rate.</param>
    /// <param name="seed">Of the numbers to begin with.</param>
    public MapTask(IReadOnlyList<float[]> vectors, float[][] features, IReadOnlyList<int> labels, double rate,
        long seed)
    {
        (_features, _labels, _rate, _vectors) = (features, labels, rate, [.. vectors.SelectMany(vector => vector)]);
        _layers = LayersOf(vectors[0].Length);
        var random = new SplitMix64(seed, 1);
        float[] weights = _layers.Start(ref random);
        Parts = [new TrainedPart("map", weights, new AdamState(weights.Length))];
    }

    public int TrainItems => _features.Length;

    public int ValidationItems => 0;

    public int BatchSize => 64;

    public bool KeepsLast => true;

    public IReadOnlyList<TrainedPart> Parts { get; }

    /// <summary>The layers for vectors of so many numbers.</summary>
    public static LearntLayers LayersOf(int length) => new([length, 512, 768, PointTask.Length]);

    /// <summary>Maps vectors.</summary>
    /// <param name="weights">What was learnt.</param>
    /// <param name="vectors">Of as many numbers each.</param>
    /// <returns>Shape [n, 1024], one after the other.</returns>
    public static float[] Map(ReadOnlySpan<float> weights, params float[][] vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable frozen = no_grad();
        LearntLayers layers = LayersOf(vectors[0].Length);
        return Tensors.ToFloats(layers.Run(layers.Layout.Open(weights, learns: false),
            Tensors.From([.. vectors.SelectMany(vector => vector)], vectors.Length, vectors[0].Length)));
    }

    public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
    {
        using DisposeScope scope = NewDisposeScope();
        float[] weights = Parts[0].Weights;
        int length = _layers.Widths[0];
        FlatTensors tensors = _layers.Layout.Open(weights, learns: true);
        Tensor mapped = _layers.Run(tensors, Tensors.From(_vectors, _vectors.Length / length, length));
        int[] items = batch.ToArray();
        Tensor classes = Tensors.From([.. items.Select(item => (long)_labels[item])], items.Length),
            targets = Tensors.From([.. items.SelectMany(item => _features[item])], items.Length, PointTask.Length);
        Tensor loss = nn.functional.mse_loss(mapped.index_select(0, classes), targets);
        var gradient = new float[weights.Length];
        tensors.Differentiate(_guard, loss, gradient);
        Parts[0].Adam.Step(weights, gradient, _rate, Decay);
        tensors.KeepRunning(weights);
        return loss.item<float>();
    }

    public double Validate(int item, CancellationToken stop) => 0;
}
