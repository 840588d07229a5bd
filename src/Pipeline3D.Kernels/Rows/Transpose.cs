using ILGPU;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Rows;

/// <summary>Turns rows into columns; one index per value.</summary>
internal struct Transpose
{
    /// <summary>Shape [Rows, Columns].</summary>
    public ArrayView<float> From;

    /// <summary>Shape [Columns, Rows]; overwritten.</summary>
    public ArrayView<float> To;

    public int Rows;

    public int Columns;

    [Kernel]
    public static void Run(Index1D index, Transpose args)
    {
        int column = index / args.Rows, row = index - (column * args.Rows);
        args.To[index] = args.From[((long)row * args.Columns) + column];
    }
}
