using ILGPU;
using Pipeline3D.Geometry.Interpolation;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Interpolation;

/// <summary>One level's share of a symmetric multigrid cycle: a red-black sweep from zero, its defect summed over the
/// coarse cells, the coarse correction, and a black-red sweep; one index per unknown of a colour.</summary>
/// <remarks>A sweep leaves no defect at the cells that it visited last, and what it does to the red cells from zero
/// follows from the right-hand side; so red values are written once, at the end.</remarks>
internal struct HarmonicCycle
{
    /// <summary>The level.</summary>
    public HarmonicLevel Fine;

    /// <summary>The next coarser one: 2 x 2 cells are one.</summary>
    public HarmonicLevel Coarse;

    /// <summary>Black cells after a sweep from zero.</summary>
    [Kernel]
    public static void Descend(Index1D index, HarmonicCycle args)
    {
        HarmonicLevel fine = args.Fine;
        int place = fine.Cells[fine.Reds + index], below = place + fine.Stride, above = place - fine.Stride;
        double sum = (fine.Right[place] * fine.First(place + 1)) + (fine.Right[place - 1] * fine.First(place - 1))
            + (fine.Down[place] * fine.First(below)) + (fine.Down[above] * fine.First(above));
        fine.Solution[place] = (fine.Residual[place] + sum) / fine.Diagonal[place];
    }

    /// <summary>The defect of the two red cells of a coarse cell; one index per coarse unknown.</summary>
    [Kernel]
    public static void Restrict(Index1D index, HarmonicCycle args)
    {
        int coarse = args.Coarse.Cells[index], line = coarse / args.Coarse.Stride;
        int column = coarse - (line * args.Coarse.Stride);
        int upper = (((2 * line) - 1) * args.Fine.Stride) + (2 * column), lower = upper + args.Fine.Stride + 1;
        args.Coarse.Residual[coarse] = Defect(args.Fine, upper) + Defect(args.Fine, lower);
    }

    /// <summary>Black cells after the coarse correction and half a sweep.</summary>
    [Kernel]
    public static void Correct(Index1D index, HarmonicCycle args)
    {
        HarmonicLevel fine = args.Fine;
        int place = fine.Cells[fine.Reds + index], line = place / fine.Stride, column = place - (line * fine.Stride);
        int row = line - 1, below = place + fine.Stride, above = place - fine.Stride;
        double sum = (fine.Right[place] * args.Corrected(place + 1, row, column + 1))
            + (fine.Right[place - 1] * args.Corrected(place - 1, row, column - 1))
            + (fine.Down[place] * args.Corrected(below, row + 1, column))
            + (fine.Down[above] * args.Corrected(above, row - 1, column));
        fine.Solution[place] = (fine.Residual[place] + sum) / fine.Diagonal[place];
    }

    /// <summary>Red cells at the end.</summary>
    [Kernel]
    public static void Ascend(Index1D index, HarmonicCycle args)
    {
        HarmonicLevel fine = args.Fine;
        int place = fine.Cells[index];
        fine.Solution[place] = (fine.Residual[place] + fine.Neighbours(place)) / fine.Diagonal[place];
    }

    // The lower cell may be in the margin.
    private static double Defect(HarmonicLevel fine, int place)
        => fine.Diagonal[place] > 0 ? fine.Neighbours(place) : 0;

    private readonly double Corrected(int place, int row, int column) => Fine.First(place)
        + (VCycle.OverCorrection * Coarse.Solution[(((row >> 1) + 1) * Coarse.Stride) + (column >> 1)]);
}
