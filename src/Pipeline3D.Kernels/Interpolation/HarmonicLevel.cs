using ILGPU;

namespace Pipeline3D.Kernels.Interpolation;

/// <summary>One level of the multigrid on a device: the pixels, or a coarser grid; laid out as Geometry's.</summary>
/// <remarks>A cell is coupled to its four neighbours, which have the other colour of the chessboard. What belongs to no
/// unknown is 0 in all arrays, so no thread asks where it is.</remarks>
internal struct HarmonicLevel
{
    /// <summary>Places of the unknowns, one thread each: first the red ones, whose row plus column is even, then the
    /// black ones.</summary>
    public ArrayView<int> Cells;

    /// <summary>Number of red ones.</summary>
    public int Reds;

    /// <summary>Diagonal of the matrix, above 0 for unknowns; by place.</summary>
    public ArrayView<float> Diagonal;

    /// <summary>Coupling of a cell to the next of its row, and to the one below; by place.</summary>
    public ArrayView<float> Right, Down;

    /// <summary>Right-hand side of the cycle on this level; by place.</summary>
    public ArrayView<double> Residual;

    /// <summary>The cycle's result on this level; by place.</summary>
    public ArrayView<double> Solution;

    /// <summary>From one row to the next.</summary>
    public int Stride;

    /// <summary>Number of black ones.</summary>
    public readonly int Blacks => (int)Cells.Length - Reds;

    /// <summary>A cell after half a sweep from zero.</summary>
    public readonly double First(int place)
        => Diagonal[place] > 0 ? Residual[place] / Diagonal[place] : 0;

    /// <summary>Sum of the neighbours' values, each with its coupling.</summary>
    public readonly double Neighbours(int place)
        => (Right[place] * Solution[place + 1]) + (Right[place - 1] * Solution[place - 1])
            + (Down[place] * Solution[place + Stride]) + (Down[place - Stride] * Solution[place - Stride]);
}
