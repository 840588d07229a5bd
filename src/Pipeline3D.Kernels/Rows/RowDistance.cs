using ILGPU;

namespace Pipeline3D.Kernels.Rows;

/// <summary>Squared Euclidean distance of two rows that lie anywhere.</summary>
/// <remarks>Summed in eight lanes and then in the fixed order of Geometry's rows, so it equals theirs bit by bit where
/// the device does not fuse multiply and add.</remarks>
internal struct RowDistance
{
    /// <summary>Holds the first row.</summary>
    public ArrayView<float> Left;

    /// <summary>Holds the second row.</summary>
    public ArrayView<float> Right;

    /// <summary>Place of the first value of a row.</summary>
    public long LeftStart, RightStart;

    /// <summary>From one value of a row to the next.</summary>
    public int LeftStep, RightStep;

    public readonly float Squared(int columns)
    {
        float s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
        int column = 0;
        for (; column <= columns - 8; column += 8)
        {
            s0 += Term(column);
            s1 += Term(column + 1);
            s2 += Term(column + 2);
            s3 += Term(column + 3);
            s4 += Term(column + 4);
            s5 += Term(column + 5);
            s6 += Term(column + 6);
            s7 += Term(column + 7);
        }
        int rest = columns - column;
        s0 += rest > 0 ? Term(column) : 0;
        s1 += rest > 1 ? Term(column + 1) : 0;
        s2 += rest > 2 ? Term(column + 2) : 0;
        s3 += rest > 3 ? Term(column + 3) : 0;
        s4 += rest > 4 ? Term(column + 4) : 0;
        s5 += rest > 5 ? Term(column + 5) : 0;
        s6 += rest > 6 ? Term(column + 6) : 0;
        return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
    }

    private readonly float Term(int column)
    {
        float difference = Left[LeftStart + ((long)column * LeftStep)] - Right[RightStart + ((long)column * RightStep)];
        return difference * difference;
    }
}
