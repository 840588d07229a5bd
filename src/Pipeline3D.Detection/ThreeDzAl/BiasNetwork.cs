using Pipeline3D.Geometry;
using Pipeline3D.Networks;
using Pipeline3D.Networks.ResNet;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>A network with random weights that looks at a scan's coordinates as at a picture.</summary>
/// <remarks>Source: the supplement of Wang and others 2025, section G. Coordinates are standardised over the pixels
/// with a reading, the others are 0; norms look at this one picture. Reconstructed: Kaiming's normal draws, activation
/// of the last stage.</remarks>
internal sealed class BiasNetwork
{
    private static readonly int[] SmallWidths = [16, 32, 64, 64];
    private readonly BiasNetworkKind _kind;
    private readonly ResNetShape _shape;
    private readonly FlatLayout _layout;
    private readonly float[] _weights;

    /// <summary>Draws a network.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="seed">Seed of its weights.</param>
    public BiasNetwork(BiasNetworkKind kind, long seed)
    {
        _kind = kind;
        _shape = kind switch
        {
            BiasNetworkKind.Resnext50 => ResNetShape.ResNeXt50,
            BiasNetworkKind.WideResnet50 => ResNetShape.WideResNet50,
            _ => ResNetShape.ResNet50,
        };
        _layout = kind == BiasNetworkKind.Small ? new FlatLayout() : ResNetLayout.Of(_shape);
        for (int i = 0, from = 3; kind == BiasNetworkKind.Small && i < SmallWidths.Length; from = SmallWidths[i++])
            _layout.Add($"{i}.weight", SmallWidths[i], from, 3, 3);
        _weights = ResNetDraws.Draw(_layout, seed);
    }

    /// <summary>How active it is over a scan.</summary>
    /// <param name="square">The scan, as many rows as columns.</param>
    /// <returns>The last activation, shape [channels, height, width], its height and its width.</returns>
    public (float[] Activation, int Height, int Width) Run(OrganizedCloud square)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        Tensor picture = Tensors.From(PictureOf(square), 1, 3, square.Height, square.Width);
        FlatTensors tensors = _layout.Open(_weights, learns: false);
        if (_kind == BiasNetworkKind.Small)
            for (int i = 0; i < SmallWidths.Length; i++)
                picture = tensors.Convolve(picture, $"{i}", stride: 2, padding: 1).relu_();
        else
            picture = ResNetNetwork.Run(tensors, _shape, picture, [_shape.Stages], byBatch: true)[0];
        return (Tensors.ToFloats(picture), (int)picture.shape[2], (int)picture.shape[3]);
    }

    private static float[] PictureOf(OrganizedCloud square)
    {
        int size = square.Points.Count;
        int[] valid = square.ValidIndices();
        var picture = new float[3 * size];
        for (int axis = 0; axis < 3; axis++)
        {
            Span<float> values = axis switch { 0 => square.Points.X, 1 => square.Points.Y, _ => square.Points.Z };
            double sum = 0, squares = 0;
            foreach (int i in valid)
                sum += values[i];
            double mean = sum / valid.Length;
            foreach (int i in valid)
                squares += (values[i] - mean) * (values[i] - mean);
            double deviation = Math.Sqrt(squares / valid.Length);
            foreach (int i in valid)
                picture[(axis * size) + i] = deviation > 0 ? (float)((values[i] - mean) / deviation) : 0;
        }
        return picture;
    }
}
