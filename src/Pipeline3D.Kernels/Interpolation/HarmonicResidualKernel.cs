namespace Pipeline3D.Kernels;

/// <summary>Largest distance of an unknown pixel to its neighbours' mean; one index per pixel.</summary>
/// <typeparam name="TF">The device's floats.</typeparam>
/// <typeparam name="TI">The device's ints.</typeparam>
/// <typeparam name="TU">The device's keys.</typeparam>
public struct HarmonicResidualKernel<TF, TI, TU> : IKernelBody
    where TF : struct, IBuffer<float>
    where TI : struct, IBuffer<int>
    where TU : struct, IAtomicUInt64
{
    /// <summary>Shape [height, Width].</summary>
    public TF Values;

    /// <summary>A <see cref="HarmonicPixel"/> for every pixel; shape [height, Width].</summary>
    public TI Kinds;

    /// <summary>Largest distance and its pixel as <see cref="SortKey.ForMaximum"/>; shape [1], 0 before.</summary>
    public TU Largest;

    /// <summary>Columns.</summary>
    public int Width;

    /// <inheritdoc/>
    public void Execute(int index)
    {
        if (Kinds[index] == HarmonicPixel.Unknown)
            Largest.AtomicMax(0, SortKey.ForMaximum(
                MathF.Abs(PixelStencil.NeighbourMean(Values, Kinds, Width, index) - Values[index]), index));
    }
}
