using Pipeline3D.Detection.ThreeDSt.Network;

namespace Pipeline3D.Detection.ThreeDSt.Teachers;

/// <summary>A descriptor network as the teacher.</summary>
internal sealed class NetworkTeacher(DescriptorNetwork network) : ITeacher
{
    /// <summary>The network.</summary>
    public DescriptorNetwork Network => network;

    public int Outputs => network.Shape.Outputs;

    public void Describe(
        PointGraph graph, double scale, int threads, Action<DescriptorRows> read, CancellationToken stop)
        => network.Run(graph, scale, threads, buffers => read(buffers.Rows(network.Shape.Outputs)), stop);
}
