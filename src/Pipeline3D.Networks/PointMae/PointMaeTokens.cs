using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Networks.Guards;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Pipeline3D.Networks.PointMae;

/// <summary>Tokens of groups by frozen weights: a few groups at a time from coordinates to tokens, so that no array of
/// all points with their features is ever made.</summary>
/// <remarks>Norms are folded into the layers before them, and the layer that joins a group's largest numbers with those
/// of each point meets the former once a group: 0.74 of the products of the plain form. Numbers differ from it by
/// rounding.</remarks>
internal sealed class PointMaeTokens : IDisposable
{
    // Points whose features are held at a time: the largest array is 8 MB, which stays near the cores.
    private const int PointsTogether = 4096;
    private const double Epsilon = 1e-5;
    private const string Mini = "MAE_encoder.encoder.";
    private readonly Tensor _first, _firstBias, _second, _secondBias, _ofGroup, _ofPoint, _thirdBias, _last, _lastBias;
    private readonly int _width;

    public PointMaeTokens(IReadOnlyDictionary<string, Tensor> tensors, PointMaeShape shape)
    {
        _width = shape.Width;
        using DisposeScope scope = NewDisposeScope();
        (_first, _firstBias) = Folded("first_conv.0", "first_conv.1");
        (_second, _secondBias) = (Weight("first_conv.3"), tensors[$"{Mini}first_conv.3.bias"].clone());
        (Tensor third, _thirdBias) = Folded("second_conv.0", "second_conv.1");
        int half = shape.Mini.Second;
        (_ofGroup, _ofPoint) = (third.narrow(1, 0, half).contiguous(), third.narrow(1, half, half).contiguous());
        (_last, _lastBias) = (Weight("second_conv.3"), tensors[$"{Mini}second_conv.3.bias"].clone());
        foreach (Tensor kept in All())
            kept.DetachFromDisposeScope();

        Tensor Weight(string name) => tensors[$"{Mini}{name}.weight"].squeeze(2).clone();

        (Tensor Weight, Tensor Bias) Folded(string layer, string norm)
        {
            Tensor scale = tensors[$"{Mini}{norm}.weight"] * tensors[$"{Mini}{norm}.running_var"]
                .add(Tensors.From([(float)Epsilon], 1), HeldScalars.One).rsqrt();
            return (Weight(layer) * scale.unsqueeze(1), ((tensors[$"{Mini}{layer}.bias"]
                - tensors[$"{Mini}{norm}.running_mean"]) * scale).add(tensors[$"{Mini}{norm}.bias"],
                HeldScalars.One));
        }
    }

    /// <summary>Tokens of all groups, shape [1, G, width], a tensor of the caller's scope.</summary>
    public Tensor Of(PointCloud cloud, PointGroups groups, CancellationToken stop)
    {
        int count = groups.Centres.Count, together = Math.Clamp(PointsTogether / groups.Size, 1, count);
        Tensor tokens = empty([1, count, _width], ScalarType.Float32);
        var points = new float[together * groups.Size * 3];
        for (int first = 0; first < count; first += together)
        {
            stop.ThrowIfCancellationRequested();
            int some = Math.Min(together, count - first);
            Span<float> gathered = points.AsSpan(0, some * groups.Size * 3);
            groups.Gather(cloud, first, gathered);
            using DisposeScope scope = NewDisposeScope();
            Tensor rows = functional.linear(functional.linear(Tensors.From(gathered, (long)some * groups.Size, 3),
                _first, _firstBias).relu_(), _second, _secondBias);
            Tensor whole = functional.linear(Largest(rows, some), _ofGroup, _thirdBias).unsqueeze(1);
            Tensor both = functional.linear(rows, _ofPoint).view(some, groups.Size, -1).add_(whole, HeldScalars.One)
                .relu_();
            tokens.narrow(1, first, some).copy_(Largest(functional.linear(both, _last, _lastBias), some));
        }
        return tokens;

        Tensor Largest(Tensor rows, int of) => rows.view(of, groups.Size, -1).amax([1]);
    }

    public void Dispose()
    {
        foreach (Tensor tensor in All())
            tensor.Dispose();
    }

    private Tensor[] All()
        => [_first, _firstBias, _second, _secondBias, _ofGroup, _ofPoint, _thirdBias, _last, _lastBias];
}
