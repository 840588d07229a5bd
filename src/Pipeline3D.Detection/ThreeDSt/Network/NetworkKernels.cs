using System.Runtime.Intrinsics;
using Pipeline3D.Detection.ThreeDSt.Lanes;

namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>The passes over one kind of register.</summary>
internal sealed class NetworkKernels<TL, TV> : INetworkKernels
    where TL : struct, ILanes<TV>
    where TV : struct
{
    public int Lanes => TL.Width;

    public void Forward(PackedNetwork network, PointGraph graph, float inverseScale, NetworkBuffers buffers,
        int threads, CancellationToken stop)
        => new FusedForward<TL, TV>(network, graph, inverseScale, buffers).Run(threads, stop);

    public void Backward(PackedNetwork network, PointGraph graph, float inverseScale, NetworkBuffers buffers,
        GradientPartials partials, float[] gradient, int threads, CancellationToken stop)
        => new FusedBackward<TL, TV>(network, graph, inverseScale, buffers, partials).Run(gradient, threads, stop);
}

/// <summary>Chooses the passes for this machine.</summary>
internal static class NetworkKernels
{
    /// <summary>One lane.</summary>
    public static INetworkKernels Scalar { get; } = new NetworkKernels<LanesScalar, float>();

    /// <summary>Eight lanes.</summary>
    public static INetworkKernels Lanes256 { get; } = new NetworkKernels<Lanes256, Vector256<float>>();

    /// <summary>Sixteen lanes.</summary>
    public static INetworkKernels Lanes512 { get; } = new NetworkKernels<Lanes512, Vector512<float>>();

    /// <summary>The widest that the machine has and a network of this width fills.</summary>
    public static INetworkKernels For(NetworkShape shape)
        => Vector512.IsHardwareAccelerated && shape.Width >= 32 ? Lanes512
            : Vector256.IsHardwareAccelerated ? Lanes256 : Scalar;
}
