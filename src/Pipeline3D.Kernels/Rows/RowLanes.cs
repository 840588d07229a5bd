using ILGPU;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Rows;

/// <summary>Turns rows into columns in the order in which their distances are summed; one index per value.</summary>
/// <remarks>Geometry sums a distance in eight lanes, lane l of columns l, l + 8 and so on, and then the lanes pairwise.
/// Here lanes 0, 4, 2, 6, 1, 5, 3, 7 follow each other, so that pairs are neighbours and one running sum
/// will do.</remarks>
internal struct RowLanes
{
    /// <summary>Number of lanes.</summary>
    public const int Lanes = 8;

    /// <summary>Shape [Rows, Columns].</summary>
    public ArrayView<float> From;

    /// <summary>Shape [Columns, Step]; overwritten.</summary>
    public ArrayView<float> To;

    public int Rows;

    public int Columns;

    /// <summary>Rows and those that fill them up.</summary>
    public int Step;

    /// <summary>Value of rows that fill up.</summary>
    public float Beyond;

    /// <summary>Columns of the lane that comes at a place.</summary>
    public static int LengthOf(int place, int columns) => (columns + Lanes - 1 - LaneOf(place)) / Lanes;

    [Kernel]
    public static void Run(Index1D index, RowLanes args)
    {
        int at = index / args.Step, row = index - (at * args.Step), place = 0;
        for (int length = LengthOf(0, args.Columns); at >= length; length = LengthOf(place, args.Columns))
        {
            at -= length;
            place++;
        }
        args.To[index] = row < args.Rows
            ? args.From[((long)row * args.Columns) + (at * Lanes) + LaneOf(place)] : args.Beyond;
    }

    // Three bits in reverse.
    private static int LaneOf(int place) => ((place & 1) << 2) | (place & 2) | (place >> 2);
}
