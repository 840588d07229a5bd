using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.RegAd;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.RegAd;

/// <summary>RegAD's network as a loop trains it: a step registers some scans of one category to others of it.</summary>
/// <remarks>A training item is a batch, so that no step mixes categories. Stochastic gradient descent with momentum;
/// the rate falls by half a cosine from epoch to epoch.</remarks>
internal sealed class RegAdTask : ITrainingTask
{
    private readonly BackwardGuard _guard = new();
    private readonly RegAdShape _shape;
    private readonly FlatLayout _layout;
    private readonly RegAdOptions _options;
    private readonly RegAdPictures _pictures;
    private readonly IReadOnlyList<KeptSample<RegAdSample>> _samples;
    private readonly int[][] _categories;
    private readonly (int Category, int First)[] _batches;
    private readonly float[] _gradient;

    /// <summary>Prepares the training.</summary>
    /// <param name="shape">The network.</param>
    /// <param name="weights">What it begins with; changed in place.</param>
    /// <param name="pictures">How samples become numbers.</param>
    /// <param name="options">How it is learnt.</param>
    /// <param name="samples">The scans.</param>
    /// <param name="categories">Name of the category of each.</param>
    public RegAdTask(RegAdShape shape, float[] weights, RegAdPictures pictures, RegAdOptions options,
        IReadOnlyList<KeptSample<RegAdSample>> samples, IReadOnlyList<string> categories)
    {
        (_shape, _layout, _pictures, _options, _samples) = (shape, RegAdNetwork.LayoutOf(shape), pictures, options,
            samples);
        _categories = [.. Enumerable.Range(0, samples.Count).GroupBy(i => categories[i], StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => group.ToArray())];
        _batches = [.. _categories.SelectMany((scans, category) => Enumerable.Range(0,
            (scans.Length + options.BatchSize - 1) / options.BatchSize).Select(batch
                => (category, batch * options.BatchSize)))];
        _gradient = new float[_layout.Count];
        Parts = [new TrainedPart("registration", weights, new AdamState(weights.Length))];
    }

    public int TrainItems => _batches.Length;

    public int ValidationItems => 0;

    public bool KeepsLast => true;

    public IReadOnlyList<TrainedPart> Parts { get; }

    public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
    {
        (int category, int first) = _batches[batch[0]];
        int[] scans = _categories[category], order = Shuffled(scans, epoch, category);
        int[] queries = order[first..Math.Min(first + _options.BatchSize, order.Length)];
        using DisposeScope scope = NewDisposeScope();
        float[] weights = Parts[0].Weights;
        FlatTensors tensors = _layout.Open(weights, learns: true);
        Tensor query = RegAdNetwork.Registered(tensors, _shape, Pictures(queries));
        Tensor support = RegAdNetwork.Registered(tensors, _shape, Pictures([.. queries.SelectMany((scan, i)
            => Others(scans, scan, epoch, first + i))]));
        support = support.view(queries.Length, _options.Supports, support.shape[1], support.shape[2],
            support.shape[3]).mean([1L]);
        Tensor encoded = RegAdNetwork.Encode(tensors, query), other = RegAdNetwork.Encode(tensors, support);
        Tensor loss = RegAdNetwork.Loss(RegAdNetwork.Predict(tensors, encoded), encoded,
            RegAdNetwork.Predict(tensors, other), other);
        tensors.Differentiate(_guard, loss, _gradient);
        Parts[0].Adam.StepMomentum(weights, _gradient,
            _options.LearningRate * HalfCosine.At((epoch - 1.0) / _options.Epochs), _options.Momentum);
        tensors.KeepRunning(weights);
        return loss.item<float>();
    }

    public double Validate(int item, CancellationToken stop) => 0;

    private Tensor Pictures(int[] scans) => _pictures.Of([.. scans.Select(scan => _samples[scan].Read())]);

    private int[] Shuffled(int[] scans, int epoch, int category)
    {
        int[] order = [.. scans];
        var random = new SplitMix64(_options.Seed ?? 0, StreamOf(epoch, category, -1));
        random.Shuffle(order.AsSpan());
        return order;
    }

    // Other scans of the category, with replacement; of a category of one scan that scan itself.
    private int[] Others(int[] scans, int scan, int epoch, int place)
    {
        var random = new SplitMix64(_options.Seed ?? 0, StreamOf(epoch, scan, place));
        int own = Array.IndexOf(scans, scan);
        var chosen = new int[_options.Supports];
        foreach (ref int other in chosen.AsSpan())
        {
            int draw = scans.Length == 1 ? 0 : random.NextBelow(scans.Length - 1);
            other = scans[scans.Length > 1 && draw >= own ? draw + 1 : draw];
        }
        return chosen;
    }

    private static long StreamOf(int epoch, int item, int place)
        => ((long)epoch << 40) ^ ((long)item << 16) ^ (place + 1);
}
