using Pipeline3D.Detection.Training;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Dsr;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.PointNet2;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.ThreeDsr;

/// <summary>The networks of an object as a loop trains them: anomalies are faked among the codes of normal scans, and
/// shall be undone and found.</summary>
/// <remarks>Source: the public code: squared errors of the restored features of both levels and ten times that of the
/// picture, focal and absolute error of the segmentation; what holds restored features near codes is left
/// out.</remarks>
internal sealed class ThreeDsrTask : ITrainingTask
{
    private const double PictureWeight = 10;
    private readonly BackwardGuard _guard = new();
    private readonly ThreeDsrOptions _options;
    private readonly FlatTensors _autoencoder;
    private readonly ThreeDsrNetworks _networks;
    private readonly IReadOnlyList<Func<DepthPicture>> _samples;
    private readonly DeviceLane _lane;

    /// <summary>Prepares the training.</summary>
    /// <param name="options">How they are learnt.</param>
    /// <param name="autoencoder">Its tensors, held for the whole training.</param>
    /// <param name="networks">What is learnt.</param>
    /// <param name="samples">Normal scans, one at least.</param>
    /// <param name="lane">Entered for every step.</param>
    public ThreeDsrTask(ThreeDsrOptions options, FlatTensors autoencoder, ThreeDsrNetworks networks,
        IReadOnlyList<Func<DepthPicture>> samples, DeviceLane lane)
    {
        (_options, _autoencoder, _networks, _samples, _lane) = (options, autoencoder, networks, samples, lane);
        float[] weights = networks.Start(options.Seed ?? 0);
        Parts = [new TrainedPart("networks", weights, new AdamState(weights.Length))];
    }

    public int TrainItems => _options.EpochPictures;

    public int ValidationItems => 0;

    public int BatchSize => _options.BatchSize;

    public bool KeepsLast => true;

    public IReadOnlyList<TrainedPart> Parts { get; }

    public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
    {
        var drawn = new ThreeDsrBatch(batch, epoch, _samples, _options);
        return _lane.Run(_ => Step(drawn, _options.RateOf(epoch)), stop);
    }

    public double Validate(int item, CancellationToken stop) => 0;

    private double Step(ThreeDsrBatch batch, double rate)
    {
        using DisposeScope scope = NewDisposeScope();
        (int side, int count) = (_options.Side, batch.ChangesLow.Length);
        FlatTensors autoencoder = _autoencoder, networks = _networks.Layout.Open(Parts[0].Weights, learns: true);
        Tensor picture = Tensors.From(batch.Depth, count, 1, side, side);
        DsrEncoding clean = DsrAutoencoder.Encode(autoencoder, picture);
        (Tensor low, Tensor high, Tensor label) = Anomalous(autoencoder, clean, batch,
            Tensors.From(batch.Mask, count, 1, side, side));
        ThreeDsrPass pass = ThreeDsrNetworks.Run(autoencoder, networks, low, high);
        Tensor loss = PatchLosses.Sum([(nn.functional.mse_loss(pass.Low, clean.LowCodes.Codes), 1),
            (nn.functional.mse_loss(pass.High, clean.HighCodes.Codes), 1),
            (nn.functional.mse_loss(pass.Picture, picture), PictureWeight),
            (DsrLosses.Focal(pass.Probabilities, label), 1), (DsrLosses.Segment(pass.Probabilities, label), 1)]);
        var gradient = new float[_networks.Layout.Count];
        networks.Differentiate(_guard, loss, gradient);
        Parts[0].Adam.Step(Parts[0].Weights, gradient, rate, 0);
        return loss.item<float>();
    }

    // Codes of both levels with anomalies, and where they are in the picture.
    private (Tensor Low, Tensor High, Tensor Label) Anomalous(FlatTensors autoencoder, DsrEncoding clean,
        ThreeDsrBatch batch, Tensor mask)
    {
        using IDisposable quiet = no_grad();
        Tensor changesLow = Each(batch.ChangesLow), changesHigh = Each(batch.ChangesHigh),
            lowMask = FeatureAnomalies.Pooled(mask, DsrAutoencoder.LowRatio),
            highMask = FeatureAnomalies.Pooled(mask, DsrAutoencoder.HighRatio);
        Tensor low = Changed(clean.LowFeatures, clean.LowCodes.Codes, autoencoder[DsrAutoencoder.LowCodes],
            lowMask * changesLow, batch, batch.LowStrengths);
        // Where both levels change, the high one is encoded anew on top of the changed low one.
        Tensor features = where((changesLow * changesHigh) != 0, DsrAutoencoder.HighFeatures(autoencoder, clean.High,
            low), clean.HighFeatures), codes = autoencoder[DsrAutoencoder.HighCodes];
        Tensor high = Changed(features, VectorQuantiser.Quantise(features, codes).Codes, codes, highMask * changesHigh,
            batch, batch.HighStrengths);
        return (low, high, where(changesLow != 0, FeatureAnomalies.Label(lowMask, DsrAutoencoder.LowRatio),
            FeatureAnomalies.Label(highMask, DsrAutoencoder.HighRatio)));
    }

    private Tensor Changed(Tensor features, Tensor quantised, Tensor codes, Tensor mask, ThreeDsrBatch batch,
        double[] strengths) => batch.Shuffle(_options.ShuffleShare, (int)mask.shape[3]) is { } shuffle
        ? FeatureAnomalies.Shuffle(quantised, mask, shuffle.Block, shuffle.Order)
        : FeatureAnomalies.Replace(features, quantised, codes, mask, strengths, (picture, _) => batch.Pick(picture));

    private static Tensor Each(bool[] flags)
        => Tensors.From(Array.ConvertAll(flags, flag => flag ? 1f : 0f), flags.Length, 1, 1, 1);
}
