using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Kernels.Descriptors;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>A descriptor network with fixed weights: describes the surroundings of every point of a cloud by a vector.
/// Runs without libtorch.</summary>
/// <remarks>Source: Bergmann and Sattlegger, Anomaly Detection in 3D Point Clouds using Deep Geometric Descriptors,
/// WACV 2023. Differs: see README.md of ThreeDSt. Cost, d = 64, 4 blocks, k = 32: about 4.5 GMAC for 64,000 points;
/// memory d + d/4 + d/2 floats per point. The result is bit-equal at any number of threads. Safe for several
/// threads.</remarks>
public sealed class DescriptorNetwork : IDisposable
{
    private readonly float[] _weights;
    private readonly INetworkKernels _kernels;
    private readonly PackedNetwork _packed;
    private NetworkBuffers? _idle;

    /// <summary>Takes weights.</summary>
    /// <param name="shape">The architecture.</param>
    /// <param name="weights">Flat, in the order of <see cref="NetworkLayout"/>; finite.</param>
    /// <exception cref="ArgumentException">They do not fit the shape, or one is not finite.</exception>
    public DescriptorNetwork(NetworkShape shape, ReadOnlySpan<float> weights)
        : this(new NetworkLayout(shape), weights, NetworkKernels.For(shape))
    {
    }

    internal DescriptorNetwork(NetworkLayout layout, ReadOnlySpan<float> weights, INetworkKernels kernels)
    {
        layout.Require(weights);
        (Layout, _weights, _kernels) = (layout, weights.ToArray(), kernels);
        Plan = DevicePlans.Of(layout, _weights);
        _packed = new PackedNetwork(layout, kernels.Lanes);
        _packed.Pack(weights);
    }

    /// <summary>Names and order of the weights.</summary>
    public NetworkLayout Layout { get; }

    /// <summary>The architecture.</summary>
    public NetworkShape Shape => Layout.Shape;

    /// <summary>The weights, flat.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>The same for a device, where it stays.</summary>
    internal NetworkPlan Plan { get; }

    /// <summary>Describes every point.</summary>
    /// <param name="graph">The cloud with its neighbours.</param>
    /// <param name="scale">What one unit of the network is in the cloud's unit: s, the mean neighbour distance of the
    /// training data; above 0.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="scope">The device that runs it; null for the cores.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [n, outputs], in the order of the cloud. A device's are within 1e-4 of the largest one of the
    /// cores'.</returns>
    public float[] Describe(PointGraph graph, double scale, int threads = 0, DeviceScope? scope = null,
        CancellationToken stop = default)
    {
        int outputs = Shape.Outputs;
        var result = new float[checked(graph.Count * outputs)];
        if (scope is not null)
        {
            float[] rows = NetworkOp.Describe(scope, DevicePlans.Of(graph), scale, Plan, stop);
            for (int i = 0; i < graph.Count; i++)
                rows.AsSpan(i * outputs, outputs).CopyTo(result.AsSpan(graph.Order[i] * outputs));
            return result;
        }
        Run(graph, scale, threads, buffers =>
        {
            DescriptorRows rows = buffers.Rows(outputs);
            for (int i = 0; i < graph.Count; i++)
                rows[i].CopyTo(result.AsSpan(graph.Order[i] * outputs));
        }, stop);
        return result;
    }

    /// <summary>Frees the weights; the network cannot be used any more.</summary>
    public void Dispose()
    {
        Interlocked.Exchange(ref _idle, null)?.Dispose();
        _packed.Dispose();
    }

    /// <summary>Runs the network and hands out its descriptors, which lie in the graph's order.</summary>
    internal void Run(
        PointGraph graph, double scale, int threads, Action<NetworkBuffers> read, CancellationToken stop)
    {
        float inverse = InverseOf(scale);
        NetworkBuffers? buffers = Interlocked.Exchange(ref _idle, null);
        if (buffers?.Count != graph.Count)
        {
            buffers?.Dispose();
            buffers = new NetworkBuffers(_packed, graph.Count, isTraining: false);
        }
        _kernels.Forward(_packed, graph, inverse, buffers, threads, stop);
        read(buffers);
        Interlocked.Exchange(ref _idle, buffers)?.Dispose();
    }

    internal static float InverseOf(double scale)
        => (float)(1 / scale) is var inverse && float.IsFinite(inverse) && inverse > 0 ? inverse
            : throw new ArgumentOutOfRangeException(nameof(scale), scale,
                "the scale must be a finite number greater than 0; points that all lie in one place have none");
}
