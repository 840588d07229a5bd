namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>A network's passes over a cloud, compiled for one width of register.</summary>
internal interface INetworkKernels
{
    /// <summary>Floats per register.</summary>
    int Lanes { get; }

    /// <summary>Fills the descriptors.</summary>
    void Forward(PackedNetwork network, PointGraph graph, float inverseScale, NetworkBuffers buffers, int threads,
        CancellationToken stop);

    /// <summary>Writes the gradient of all weights, given that of the descriptors in their place.</summary>
    /// <param name="network">The weights of the forward pass.</param>
    /// <param name="graph">Its cloud.</param>
    /// <param name="inverseScale">Its scale.</param>
    /// <param name="buffers">What it left, with the descriptors replaced by their gradient.</param>
    /// <param name="partials">Working memory: a gradient per chunk of points.</param>
    /// <param name="gradient">Flat, in the layout's order; overwritten.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    void Backward(PackedNetwork network, PointGraph graph, float inverseScale, NetworkBuffers buffers,
        GradientPartials partials, float[] gradient, int threads, CancellationToken stop);
}
