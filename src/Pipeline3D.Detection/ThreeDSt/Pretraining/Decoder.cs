using System.Runtime.Intrinsics;
using Pipeline3D.Detection.ThreeDSt.Lanes;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ThreeDSt.Pretraining;

/// <summary>Makes m points of a descriptor: an MLP that the teacher is pretrained with and that is dropped
/// afterwards.</summary>
/// <remarks>Linear d to 128, LeakyReLU(0.05), Linear to 128, LeakyReLU(0.05), Linear to 3m, read as [m, 3]. Weights
/// flat in that order, each [out, in], then its bias.</remarks>
internal sealed class Decoder : IDisposable
{
    private const int Hidden = 128;
    private const float Slope = 0.05f;
    private readonly MlpLayer[] _layers;
    private readonly NativeFloats[] _values, _gradients;
    private readonly int _rows;

    /// <param name="inputs">Length d of a descriptor.</param>
    /// <param name="points">m.</param>
    /// <param name="rows">Descriptors at a time.</param>
    public Decoder(int inputs, int points, int rows)
    {
        (Points, Rows, _rows) = (points, rows, (rows + 3) & ~3);
        var first = new MlpLayer(inputs, Hidden, 0);
        var second = new MlpLayer(Hidden, Hidden, first.End);
        _layers = [first, second, new MlpLayer(Hidden, 3 * points, second.End)];
        _values = [One(first.InputStride), .. _layers.Select(layer => One(layer.OutputStride))];
        _gradients = [One(first.InputStride), .. _layers.Select(layer => One(layer.OutputStride))];
        Gradient = new float[_layers[^1].End];
    }

    /// <summary>Points per descriptor.</summary>
    public int Points { get; }

    /// <summary>Descriptors at a time.</summary>
    public int Rows { get; }

    /// <summary>Number of weights.</summary>
    public int Count => _layers[^1].End;

    /// <summary>Gradient of the last backward pass, flat.</summary>
    public float[] Gradient { get; }

    /// <summary>A descriptor to decode.</summary>
    public Span<float> Input(int row) => Row(_values[0], row, _layers[0].InputStride, _layers[0].Inputs);

    /// <summary>The gradient of that descriptor, after <see cref="Backward"/>.</summary>
    public Span<float> InputGradient(int row) => Row(_gradients[0], row, _layers[0].InputStride, _layers[0].Inputs);

    /// <summary>The gradient of a descriptor's points [m, 3], to be set before <see cref="Backward"/>.</summary>
    public Span<float> OutputGradient(int row)
        => Row(_gradients[^1], row, _layers[^1].OutputStride, _layers[^1].Outputs);

    /// <summary>A descriptor's points, after <see cref="Forward"/>.</summary>
    public PointCloud Output(int row)
        => PointCloud.FromInterleaved(Row(_values[^1], row, _layers[^1].OutputStride, _layers[^1].Outputs));

    public void Forward(ReadOnlySpan<float> weights)
    {
        for (int i = 0; i < _layers.Length; i++)
        {
            _layers[i].Pack(weights);
            _layers[i].Forward(_values[i], _rows, _values[i + 1], activate: i < _layers.Length - 1, Slope);
        }
    }

    public void Backward()
    {
        for (int i = _layers.Length - 1; i >= 0; i--)
        {
            if (i < _layers.Length - 1)
                Dense<Lanes256, Vector256<float>>.ThroughLeaky(ref _gradients[i + 1].At(0), _layers[i].OutputStride,
                    ref _values[i + 1].At(0), _layers[i].OutputStride, _rows, _layers[i].OutputStride, Slope);
            _layers[i].Backward(_gradients[i + 1], _values[i], _rows, Gradient, _gradients[i]);
        }
    }

    /// <summary>Weights and biases from U(-1/sqrt(in), 1/sqrt(in)).</summary>
    public float[] RandomWeights(long seed)
    {
        var weights = new float[Count];
        var random = new SplitMix64(seed, stream: 1);
        int start = 0;
        foreach (MlpLayer layer in _layers)
        {
            double bound = 1 / Math.Sqrt(layer.Inputs);
            for (; start < layer.End; start++)
                weights[start] = (float)(((2 * random.NextUnit()) - 1) * bound);
        }
        return weights;
    }

    public void Dispose()
    {
        foreach (IDisposable part in _layers.Cast<IDisposable>().Concat(_values).Concat(_gradients))
            part.Dispose();
    }

    private NativeFloats One(int stride) => new((long)_rows * stride);

    private static Span<float> Row(NativeFloats values, int row, int stride, int length)
        => values.Span((long)row * stride, length);
}
