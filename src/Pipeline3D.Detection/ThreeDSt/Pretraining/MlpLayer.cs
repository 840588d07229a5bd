using System.Runtime.Intrinsics;
using Pipeline3D.Detection.ThreeDSt.Lanes;
using Pipeline3D.Detection.ThreeDSt.Network;

namespace Pipeline3D.Detection.ThreeDSt.Pretraining;

/// <summary>A linear layer on a handful of rows, for the decoder: forward, backward, weights in a flat
/// vector.</summary>
/// <param name="inputs">Input channels.</param>
/// <param name="outputs">Output channels.</param>
/// <param name="start">First element of its weight [outputs, inputs] in the flat vector; its bias follows.</param>
internal sealed class MlpLayer(int inputs, int outputs, int start) : IDisposable
{
    private readonly int _in = Pad(inputs), _out = Pad(outputs);
    private readonly NativeFloats _forward = new((long)Pad(inputs) * Pad(outputs));
    private readonly NativeFloats _backward = new((long)Pad(inputs) * Pad(outputs));
    private readonly NativeFloats _bias = new(Pad(outputs)), _zeros = new(Pad(inputs));
    private readonly NativeFloats _gradient = new(((long)Pad(inputs) * Pad(outputs)) + Pad(outputs));

    public int Inputs => inputs;

    public int Outputs => outputs;

    /// <summary>Padded inputs: floats from row to row of what it is given.</summary>
    public int InputStride => _in;

    /// <summary>Padded outputs.</summary>
    public int OutputStride => _out;

    /// <summary>First element after the layer.</summary>
    public int End => start + (inputs * outputs) + outputs;

    public void Pack(ReadOnlySpan<float> weights)
    {
        for (int output = 0; output < outputs; output++)
        {
            for (int input = 0; input < inputs; input++)
            {
                float value = weights[start + (output * inputs) + input];
                _forward.At((input * _out) + output) = value;
                _backward.At((output * _in) + input) = value;
            }
            _bias.At(output) = weights[start + (inputs * outputs) + output];
        }
    }

    /// <summary>target = source * weight + bias, through LeakyReLU when asked for; rows are a multiple of
    /// four.</summary>
    public void Forward(NativeFloats source, int rows, NativeFloats target, bool activate, float slope)
    {
        if (activate)
            Dense<Lanes256, Vector256<float>>.Apply<DenseEnds<Lanes256, Vector256<float>>.Leaky>(ref source.At(0), _in,
                rows, ref _forward.At(0), _in, _out, ref _bias.At(0), ref target.At(0), _out, slope);
        else
            Dense<Lanes256, Vector256<float>>.Apply<DenseEnds<Lanes256, Vector256<float>>.Linear>(ref source.At(0), _in,
                rows, ref _forward.At(0), _in, _out, ref _bias.At(0), ref target.At(0), _out, slope);
    }

    /// <summary>Writes this layer's part of the flat gradient, and the gradient of its source.</summary>
    public void Backward(NativeFloats upstream, NativeFloats source, int rows, Span<float> gradient, NativeFloats back)
    {
        _gradient.Span(0, (int)_gradient.Length).Clear();
        ref float bias = ref _gradient.At((long)_in * _out);
        Dense<Lanes256, Vector256<float>>.Gradient(ref upstream.At(0), _out, ref source.At(0), _in, rows, _out, _in,
            ref _gradient.At(0), ref bias);
        Dense<Lanes256, Vector256<float>>.Apply<DenseEnds<Lanes256, Vector256<float>>.Linear>(ref upstream.At(0), _out,
            rows, ref _backward.At(0), _out, _in, ref _zeros.At(0), ref back.At(0), _in, 1);
        for (int output = 0; output < outputs; output++)
        {
            for (int input = 0; input < inputs; input++)
                gradient[start + (output * inputs) + input] = _gradient.At((output * _in) + input);
            gradient[start + (inputs * outputs) + output] = _gradient.At(((long)_in * _out) + output);
        }
    }

    public void Dispose()
    {
        foreach (NativeFloats buffer in new[] { _forward, _backward, _bias, _zeros, _gradient })
            buffer.Dispose();
    }

    private static int Pad(int channels) => (channels + 7) & ~7;
}
