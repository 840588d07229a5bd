namespace Pipeline3D.Kernels;

/// <summary>One Jacobi sweep: every unknown pixel moves to its neighbours' mean of before; one index per
/// pixel.</summary>
/// <typeparam name="TF">The device's floats.</typeparam>
/// <typeparam name="TI">The device's ints.</typeparam>
public struct HarmonicJacobiKernel<TF, TI> : IKernelBody
    where TF : struct, IBuffer<float>
    where TI : struct, IBuffer<int>
{
    /// <summary>Values before; shape [height, Width].</summary>
    public TF Before;

    /// <summary>Values after; shape [height, Width]; overwritten.</summary>
    public TF After;

    /// <summary>A <see cref="HarmonicPixel"/> for every pixel; shape [height, Width].</summary>
    public TI Kinds;

    /// <summary>Columns.</summary>
    public int Width;

    /// <inheritdoc/>
    public void Execute(int index) => After[index] = Kinds[index] == HarmonicPixel.Unknown
        ? PixelStencil.NeighbourMean(Before, Kinds, Width, index) : Before[index];
}
