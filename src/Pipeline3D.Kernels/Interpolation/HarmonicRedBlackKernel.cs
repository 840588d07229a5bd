namespace Pipeline3D.Kernels;

/// <summary>Half a red-black sweep with over-relaxation: all unknown pixels of one chessboard colour; one index per
/// pixel.</summary>
/// <typeparam name="TF">The device's floats.</typeparam>
/// <typeparam name="TI">The device's ints.</typeparam>
/// <remarks>Pixels of one colour have neighbours of the other alone, so the sweep works in place and its result does
/// not depend on the order of execution.</remarks>
public struct HarmonicRedBlackKernel<TF, TI> : IKernelBody
    where TF : struct, IBuffer<float>
    where TI : struct, IBuffer<int>
{
    /// <summary>Shape [height, Width]; changed in place.</summary>
    public TF Values;

    /// <summary>A <see cref="HarmonicPixel"/> for every pixel; shape [height, Width].</summary>
    public TI Kinds;

    /// <summary>Columns.</summary>
    public int Width;

    /// <summary>0 for pixels whose row plus column is even, 1 for the others.</summary>
    public int Colour;

    /// <summary>Over-relaxation, in (0, 2); 1 is Gauss and Seidel's method.</summary>
    public float Relaxation;

    /// <inheritdoc/>
    public void Execute(int index)
    {
        int row = index / Width, column = index - (row * Width);
        if (((row + column) & 1) != Colour || Kinds[index] != HarmonicPixel.Unknown)
            return;
        float value = Values[index];
        Values[index] = value + (Relaxation * (PixelStencil.NeighbourMean(Values, Kinds, Width, index) - value));
    }
}
