namespace Pipeline3D.Kernels.Rows;

/// <summary>Four floats side by side, which a device reads and writes at once.</summary>
internal readonly struct RowQuad(float a, float b, float c, float d)
{
    public readonly float A = a, B = b, C = c, D = d;

    /// <summary>The least of the four.</summary>
    public float Least => MathF.Min(MathF.Min(A, B), MathF.Min(C, D));

    /// <summary>Sum.</summary>
    public RowQuad Plus(RowQuad other) => new(A + other.A, B + other.B, C + other.C, D + other.D);

    /// <summary>Adds the squared differences of four values to one.</summary>
    public RowQuad PlusSquares(RowQuad values, float from)
    {
        float a = values.A - from, b = values.B - from, c = values.C - from, d = values.D - from;
        return new(A + (a * a), B + (b * b), C + (c * c), D + (d * d));
    }
}

/// <summary>Squared distances of four queries to four rows each, in registers.</summary>
internal readonly struct RowBlock(RowQuad a, RowQuad b, RowQuad c, RowQuad d)
{
    /// <summary>Those of a query.</summary>
    public readonly RowQuad A = a, B = b, C = c, D = d;

    /// <summary>Sum.</summary>
    public RowBlock Plus(RowBlock other)
        => new(A.Plus(other.A), B.Plus(other.B), C.Plus(other.C), D.Plus(other.D));

    /// <summary>Adds what one column contributes.</summary>
    public RowBlock PlusSquares(RowQuad rows, RowQuad queries) => new(A.PlusSquares(rows, queries.A),
        B.PlusSquares(rows, queries.B), C.PlusSquares(rows, queries.C), D.PlusSquares(rows, queries.D));
}
