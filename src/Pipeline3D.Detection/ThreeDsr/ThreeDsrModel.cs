using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Dsr;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.ThreeDsr;

/// <summary>What <see cref="ThreeDsrMethod"/> learns of an object, with the autoencoder that it stands on: a model
/// needs no other file.</summary>
public sealed class ThreeDsrModel : IDisposable
{
    private const string Prefix = "autoencoder.";
    private readonly DsrWeights _autoencoder;
    private readonly FlatLayout _layout;
    private readonly float[] _weights;
    private readonly Lazy<(FlatTensors Autoencoder, FlatTensors Networks)> _held;

    internal ThreeDsrModel(DsrWeights autoencoder, FlatLayout layout, float[] weights)
    {
        (_autoencoder, _layout, _weights) = (autoencoder, layout, weights);
        _held = new(() => (autoencoder.Layout.Hold(autoencoder.Numbers), layout.Hold(weights)));
    }

    /// <summary>How anomalous each pixel of a picture is, and the largest of these; run it in a lane.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="smooth">Side of the squares that the map is averaged over.</param>
    /// <returns>The map; shape [side, side].</returns>
    internal (float Whole, float[] Map) Score(DepthPicture picture, int smooth)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        (FlatTensors autoencoder, FlatTensors networks) = _held.Value;
        DsrEncoding found = DsrAutoencoder.Encode(autoencoder,
            Tensors.From(picture.Depth, 1, 1, picture.Side, picture.Side));
        float[] map = Tensors.ToFloats(DsrLosses.Map(ThreeDsrNetworks.Run(autoencoder, networks, found.LowCodes.Codes,
            found.HighCodes.Codes).Probabilities, smooth));
        return (map.Max(), map);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_held.IsValueCreated)
            return;
        _held.Value.Autoencoder.Dispose();
        _held.Value.Networks.Dispose();
    }

    internal void Save(ArtifactWriter file)
    {
        _autoencoder.Save(file, Prefix);
        file.AddWeights(_layout, _weights);
    }

    internal static ThreeDsrModel Load(ArtifactReader file, ThreeDsrOptions options)
    {
        DsrWeights autoencoder = DsrWeights.Load(file, Prefix);
        FlatLayout layout = new ThreeDsrNetworks(autoencoder.Shape, options).Layout;
        return new ThreeDsrModel(autoencoder, layout, file.Weights(layout));
    }
}
