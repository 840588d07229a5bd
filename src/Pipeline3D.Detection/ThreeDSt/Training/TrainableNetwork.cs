using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ThreeDSt.Training;

/// <summary>A network whose weights are being learnt: forward, then backward, then new weights.</summary>
/// <remarks>Memory is kept between clouds of one size. Not safe for several threads at a time; each pass uses as many
/// as it is given.</remarks>
internal sealed class TrainableNetwork : IDisposable
{
    private readonly INetworkKernels _kernels;
    private readonly PackedNetwork _packed;
    private NetworkBuffers? _buffers;
    private GradientPartials? _partials;

    public TrainableNetwork(NetworkLayout layout, float[] weights, INetworkKernels kernels)
    {
        layout.Require(weights);
        (Layout, Weights, _kernels) = (layout, weights, kernels);
        _packed = new PackedNetwork(layout, kernels.Lanes);
        Gradient = new float[layout.Count];
    }

    public NetworkLayout Layout { get; }

    /// <summary>The weights, flat; an optimiser changes them in place.</summary>
    public float[] Weights { get; }

    /// <summary>Gradient of the last backward pass, flat.</summary>
    public float[] Gradient { get; }

    /// <summary>Runs the network with the weights as they are now.</summary>
    /// <returns>What the backward pass needs; its descriptors lie in the graph's order.</returns>
    public NetworkBuffers Forward(PointGraph graph, double scale, int threads, CancellationToken stop)
    {
        float inverse = DescriptorNetwork.InverseOf(scale);
        if (_buffers?.Count != graph.Count)
        {
            _buffers?.Dispose();
            _buffers = new NetworkBuffers(_packed, graph.Count, isTraining: true);
        }
        _packed.Pack(Weights);
        _kernels.Forward(_packed, graph, inverse, _buffers, threads, stop);
        return _buffers;
    }

    /// <summary>Writes <see cref="Gradient"/>, given the descriptors' gradient in their place.</summary>
    public void Backward(PointGraph graph, double scale, int threads, CancellationToken stop)
    {
        if (_buffers?.Count != graph.Count)
            throw new InvalidOperationException("a backward pass follows the forward pass of the same cloud");
        if (_partials?.Count != graph.Count)
        {
            _partials?.Dispose();
            _partials = new GradientPartials(_packed.GradientLength, graph.Count);
        }
        _kernels.Backward(_packed, graph, DescriptorNetwork.InverseOf(scale), _buffers, _partials, Gradient, threads,
            stop);
    }

    public void Dispose()
    {
        _buffers?.Dispose();
        _partials?.Dispose();
        _packed.Dispose();
    }

    /// <summary>Weights and biases from U(-1/sqrt(in), 1/sqrt(in)).</summary>
    public static float[] RandomWeights(NetworkLayout layout, long seed)
    {
        var weights = new float[layout.Count];
        var random = new SplitMix64(seed, stream: 0);
        foreach (LayerSpec layer in layout.Layers)
        {
            double bound = 1 / Math.Sqrt(layer.Inputs);
            for (int i = layer.WeightStart; i < layer.End; i++)
                weights[i] = (float)(((2 * random.NextUnit()) - 1) * bound);
        }
        return weights;
    }
}
