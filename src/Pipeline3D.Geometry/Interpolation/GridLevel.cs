using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Interpolation;

/// <summary>One coarse level of the multigrid: a symmetric matrix whose unknowns are the cells of a grid, coupled to
/// their four neighbours.</summary>
/// <remarks>Row i: Diagonal[i] u[i] - Right[i] u[i+1] - Down[i] u[i+stride] - the same from the left and above. A cell
/// that is no unknown has zeros. Laid out like <see cref="PixelGrid"/>.</remarks>
internal sealed class GridLevel
{
    private const int Lanes = 16;

    private GridLevel(int width, int height)
    {
        (Width, Height) = (width, height);
        Stride = (width + Lanes) / Lanes * Lanes;
        // Behind the margin below, room for the last vector.
        int length = checked((Stride * (height + 2)) + Lanes);
        (Diagonal, Right, Down) = (new float[length], new float[length], new float[length]);
        (Inverse, Solution, Residual) = (new float[length], new float[length], new float[length]);
        Scratch = new float[length];
    }

    public int Width { get; }

    public int Height { get; }

    public int Stride { get; }

    public float[] Diagonal { get; }

    public float[] Right { get; }

    public float[] Down { get; }

    /// <summary>1 / Diagonal; 0 for a cell that is no unknown.</summary>
    public float[] Inverse { get; }

    /// <summary>The cycle's result on this level.</summary>
    public float[] Solution { get; }

    /// <summary>The cycle's right-hand side on this level.</summary>
    public float[] Residual { get; }

    public float[] Scratch { get; }

    /// <summary>Place of the first cell of a row.</summary>
    public int RowStart(int row) => (row + 1) * Stride;

    /// <summary>The level above the pixels: 2 x 2 pixels become one unknown, A = P^T A P with P piecewise
    /// constant.</summary>
    public static GridLevel Of(PixelGrid fine, int threads, CancellationToken stop)
    {
        var level = new GridLevel((fine.Width + 1) / 2, (fine.Height + 1) / 2);
        Ranges.Run(level.Height, PixelGrid.RowGrain, (first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                // Pixels of a missing last row or column lie in the margin and count 0.
                for (int column = 0; column < level.Width; column++)
                {
                    int a = fine.RowStart(2 * row) + (2 * column), b = a + 1, c = a + fine.Stride, d = c + 1;
                    bool lower = (2 * row) + 1 < fine.Height;
                    int inside = fine.Coupled(a, b) + fine.Coupled(a, c) + fine.Coupled(b, d) + fine.Coupled(c, d);
                    int place = level.RowStart(row) + column;
                    level.Diagonal[place] = fine.DegreeAt(a) + fine.DegreeAt(b) + fine.DegreeAt(c) + fine.DegreeAt(d)
                        - (2 * inside);
                    level.Right[place] = fine.Coupled(b, b + 1) + (lower ? fine.Coupled(d, d + 1) : 0);
                    level.Down[place] = lower
                        ? fine.Coupled(c, c + fine.Stride) + fine.Coupled(d, d + fine.Stride) : 0;
                }
            }
        }, threads, stop);
        level.Invert();
        return level;
    }

    /// <summary>The next coarser level, likewise.</summary>
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

    /// <summary>Scratch = Residual - A Solution for one row.</summary>
    public void RowDefect(int row)
    {
        int start = RowStart(row);
        for (int i = start; i < start + Width; i += Lanes)
        {
            Vector512<float> own = At(Residual, i) - (At(Diagonal, i) * At(Solution, i));
            Vector512<float> sides = (At(Right, i) * At(Solution, i + 1)) + (At(Right, i - 1) * At(Solution, i - 1));
            Vector512<float> ends = (At(Down, i) * At(Solution, i + Stride))
                + (At(Down, i - Stride) * At(Solution, i - Stride));
            Put(Scratch, i, own + sides + ends);
        }
    }

    /// <summary>Eight cells of the solution, each twice: what the cells below them get.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Doubled(int place)
    {
        Vector256<ulong> cells = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(Solution), (nuint)place)
            .AsUInt64();
        (Vector256<ulong> low, Vector256<ulong> high) = Vector256.Widen(cells.AsUInt32());
        return Vector512.Create(low | (low << 32), high | (high << 32)).AsSingle();
    }

    /// <summary>Sixteen values of an array over the level.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> At(float[] values, int place)
        => Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(values), (nuint)place);

    /// <summary>Writes sixteen values; those behind the last column must be 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(float[] values, int place, Vector512<float> lanes)
        => lanes.StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(values), (nuint)place);

    private void Invert()
    {
        for (int i = 0; i < Diagonal.Length; i++)
            Inverse[i] = Diagonal[i] > 0 ? 1 / Diagonal[i] : 0;
    }
}
