using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Dsr;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.PointNet2;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.ThreeDsr;

/// <summary>The discrete autoencoder as a loop trains it, on pictures of noise; scans only judge.</summary>
/// <remarks>Squared error and both commitments; the codebooks follow their moving averages after each step, by the
/// vectors of the network before it. Every picture depends on seed, round and number alone.</remarks>
internal sealed class AutoencoderTask : ITrainingTask
{
    private readonly BackwardGuard _guard = new();
    private readonly AutoencoderOptions _options;
    private readonly FlatLayout _layout;
    private readonly DeviceLane _lane;
    private readonly IReadOnlyList<Func<DepthPicture>> _judges;

    /// <summary>Prepares the training.</summary>
    /// <param name="options">How it is learnt.</param>
    /// <param name="lane">Entered for every step.</param>
    /// <param name="judges">Pictures of scans; the mean squared error of each is the validation loss.</param>
    public AutoencoderTask(AutoencoderOptions options, DeviceLane lane, IReadOnlyList<Func<DepthPicture>> judges)
    {
        (_options, _lane, _judges, _layout) = (options, lane, judges, DsrAutoencoder.Layout(options.Shape));
        int seed = options.Seed ?? 0, codes = options.Codes, sums = codes * options.Embedding;
        var moving = new float[2 * (codes + sums)];
        // As published: counts begin at 0 and sums apart from the codes, so that codes jump in the first steps.
        var random = new SplitMix64(seed, 1);
        foreach (int first in new[] { codes, codes + sums + codes })
            foreach (ref float sum in moving.AsSpan(first, sums))
                sum = (float)random.NextNormal();
        float[] weights = DsrStart.Autoencoder(_layout, seed);
        Parts = [new TrainedPart("network", weights, new AdamState(weights.Length)),
            new TrainedPart("moving", moving, new AdamState(moving.Length))];
    }

    public int TrainItems => _options.EpochPictures;

    public int ValidationItems => _judges.Count;

    public int BatchSize => _options.BatchSize;

    public bool KeepsLast => true;

    public IReadOnlyList<TrainedPart> Parts { get; }

    public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
    {
        (int side, int count) = (_options.Side, batch.Length);
        var pictures = new float[checked(count * side * side)];
        for (int i = 0; i < count; i++)
        {
            var random = new SplitMix64((_options.Seed ?? 0) ^ ((long)epoch << 32), batch[i]);
            NoisePictures.Depth(side, (_options.LeastScale, _options.LargestScale), ref random,
                pictures.AsSpan(i * side * side, side * side));
        }
        return _lane.Run(_ => Step(pictures, count, _options.RateOf(epoch)), stop);
    }

    public double Validate(int item, CancellationToken stop)
    {
        DepthPicture judge = _judges[item]();
        return _lane.Run(_ => Error(_layout, Parts[0].Weights, judge), stop);
    }

    /// <summary>Mean squared error of a picture's reconstruction.</summary>
    public static double Error(FlatLayout layout, ReadOnlySpan<float> weights, DepthPicture picture)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        FlatTensors tensors = layout.Open(weights, learns: false);
        Tensor given = Tensors.From(picture.Depth, 1, 1, picture.Side, picture.Side);
        DsrEncoding found = DsrAutoencoder.Encode(tensors, given);
        return nn.functional.mse_loss(DsrAutoencoder.Decode(tensors,
            DsrAutoencoder.Joined(tensors, found.LowCodes.Codes, found.HighCodes.Codes)), given).item<float>();
    }

    private double Step(float[] pictures, int count, double rate)
    {
        using DisposeScope scope = NewDisposeScope();
        float[] weights = Parts[0].Weights, gradient = new float[weights.Length];
        FlatTensors tensors = _layout.Open(weights, learns: true);
        Tensor given = Tensors.From(pictures, count, 1, _options.Side, _options.Side);
        DsrEncoding found = DsrAutoencoder.Encode(tensors, given);
        Tensor again = DsrAutoencoder.Decode(tensors,
            DsrAutoencoder.Joined(tensors, found.LowCodes.Codes, found.HighCodes.Codes)),
            loss = PatchLosses.Sum([(nn.functional.mse_loss(again, given), 1), (found.LowCodes.Commitment, 1),
                (found.HighCodes.Commitment, 1)]);
        tensors.Differentiate(_guard, loss, gradient);
        Parts[0].Adam.Step(weights, gradient, rate, 0);
        int half = Parts[1].Weights.Length / 2;
        Move(found.LowFeatures, found.LowCodes, DsrAutoencoder.LowCodes, Parts[1].Weights.AsSpan(0, half));
        Move(found.HighFeatures, found.HighCodes, DsrAutoencoder.HighCodes, Parts[1].Weights.AsSpan(half));
        return loss.item<float>();
    }

    private void Move(Tensor features, QuantisedMap found, string name, Span<float> moving)
        => VectorQuantiser.Move(Tensors.ToFloats(VectorQuantiser.Rows(features)),
            [.. found.Index.data<long>()], moving[.._options.Codes], moving[_options.Codes..],
            _layout[name].Of(Parts[0].Weights.AsSpan()));
}
