using ILGPU;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Interpolation;

/// <summary>Makes the matrix of the pixels of their degrees; one index per place of the rows that exist.</summary>
internal struct HarmonicPixels
{
    /// <summary>Neighbours in the domain of every unknown, 0 for others; by place, with the margin rows.</summary>
    public ArrayView<byte> Degrees;

    /// <summary>The level; its matrix is written.</summary>
    public HarmonicLevel Level;

    [Kernel]
    public static void Expand(Index1D index, HarmonicPixels args)
    {
        int place = index + args.Level.Stride;
        int degree = args.Degrees[place];
        args.Level.Diagonal[place] = degree;
        args.Level.Right[place] = degree > 0 && args.Degrees[place + 1] > 0 ? 1 : 0;
        args.Level.Down[place] = degree > 0 && args.Degrees[place + args.Level.Stride] > 0 ? 1 : 0;
    }
}
