namespace Pipeline3D.Geometry;

/// <summary>One level of the multigrid: a symmetric matrix whose unknowns are the pixels of a grid, coupled to their
/// four neighbours.</summary>
/// <remarks>Row i: Diagonal[i] u[i] - Right[i] u[i+1] - Down[i] u[i+width] - the same from the left and above. A pixel
/// that is no unknown has zeros. Arrays have a margin of one row before and after, so that no loop asks where it
/// is.</remarks>
internal sealed class GridLevel
{
    public GridLevel(int width, int height)
    {
        (Width, Height) = (width, height);
        // One column more than pixels: the right neighbour of the last pixel of a row is the empty one before the next
        // row.
        Stride = width + 1;
        int length = checked(Stride * (height + 2));
        (Diagonal, Right, Down) = (new double[length], new double[length], new double[length]);
        (Inverse, Solution, Residual, Scratch) = (new double[length], new double[length], new double[length],
            new double[length]);
    }

    public int Width { get; }

    public int Height { get; }

    public int Stride { get; }

    public double[] Diagonal { get; }

    public double[] Right { get; }

    public double[] Down { get; }

    /// <summary>1 / Diagonal; 0 for a pixel that is no unknown.</summary>
    public double[] Inverse { get; }

    /// <summary>The cycle's result on this level.</summary>
    public double[] Solution { get; }

    /// <summary>The cycle's right-hand side on this level.</summary>
    public double[] Residual { get; }

    public double[] Scratch { get; }

    /// <summary>Place of the first pixel of a row.</summary>
    public int RowStart(int row) => (row + 1) * Stride;

    public void Invert()
    {
        for (int i = 0; i < Diagonal.Length; i++)
            Inverse[i] = Diagonal[i] > 0 ? 1 / Diagonal[i] : 0;
    }

    /// <summary>result = b - A x for one row of pixels.</summary>
    public void RowResidual(int row, double[] x, double[] b, double[] result)
    {
        int start = RowStart(row);
        ReadOnlySpan<double> centre = x.AsSpan(start, Width), right = x.AsSpan(start + 1, Width),
            left = x.AsSpan(start - 1, Width);
        ReadOnlySpan<double> up = x.AsSpan(start - Stride, Width), down = x.AsSpan(start + Stride, Width);
        ReadOnlySpan<double> diagonal = Diagonal.AsSpan(start, Width), toRight = Right.AsSpan(start, Width),
            toLeft = Right.AsSpan(start - 1, Width);
        ReadOnlySpan<double> toDown = Down.AsSpan(start, Width), toUp = Down.AsSpan(start - Stride, Width),
            known = b.AsSpan(start, Width);
        Span<double> target = result.AsSpan(start, Width);
        for (int i = 0; i < target.Length; i++)
            target[i] = known[i] - (diagonal[i] * centre[i]) + (toRight[i] * right[i]) + (toLeft[i] * left[i])
                + (toDown[i] * down[i]) + (toUp[i] * up[i]);
    }

    /// <summary>The next coarser level: 2 x 2 pixels become one unknown, A = P^T A P with P piecewise
    /// constant.</summary>
    public GridLevel Coarser()
    {
        var coarse = new GridLevel((Width + 1) / 2, (Height + 1) / 2);
        for (int row = 0; row < Height; row++)
        {
            for (int column = 0; column < Width; column++)
            {
                int fine = RowStart(row) + column, block = coarse.RowStart(row / 2) + (column / 2);
                coarse.Diagonal[block] += Diagonal[fine];
                // A coupling inside the block leaves both of its ends; one across a border couples the blocks.
                if ((column & 1) == 0)
                    coarse.Diagonal[block] -= 2 * Right[fine];
                else
                    coarse.Right[block] += Right[fine];
                if ((row & 1) == 0)
                    coarse.Diagonal[block] -= 2 * Down[fine];
                else
                    coarse.Down[block] += Down[fine];
            }
        }
        coarse.Invert();
        return coarse;
    }
}
