using ILGPU;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Interpolation;

/// <summary>Solves the coarsest level by its inverse matrix; one index per unknown.</summary>
internal struct HarmonicDirect
{
    /// <summary>Places of the m unknowns in the order of the matrix; shape [m].</summary>
    public ArrayView<int> Places;

    /// <summary>Shape [m, m].</summary>
    public ArrayView<double> Inverse;

    /// <summary>The level; its solution is written.</summary>
    public HarmonicLevel Level;

    [Kernel]
    public static void Solve(Index1D index, HarmonicDirect args)
    {
        double sum = 0;
        int count = (int)args.Places.Length;
        for (int i = 0; i < count; i++)
            sum += args.Inverse[(index * count) + i] * args.Level.Residual[args.Places[i]];
        args.Level.Solution[args.Places[index]] = sum;
    }
}
