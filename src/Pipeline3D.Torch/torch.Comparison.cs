namespace Pipeline3D.Torch;

public static partial class torch
{
    /// <summary>True where equal to another tensor's element.</summary>
    public static Tensor eq(Tensor input, Tensor other) => input.eq(other);

    /// <summary>True where equal, compared with a number.</summary>
    public static Tensor eq(Tensor input, Scalar other) => input.eq(other);

    /// <summary>True where different than another tensor's element.</summary>
    public static Tensor ne(Tensor input, Tensor other) => input.ne(other);

    /// <summary>True where different, compared with a number.</summary>
    public static Tensor ne(Tensor input, Scalar other) => input.ne(other);

    /// <summary>True where smaller than another tensor's element.</summary>
    public static Tensor lt(Tensor input, Tensor other) => input.lt(other);

    /// <summary>True where smaller, compared with a number.</summary>
    public static Tensor lt(Tensor input, Scalar other) => input.lt(other);

    /// <summary>True where smaller or equal than another tensor's element.</summary>
    public static Tensor le(Tensor input, Tensor other) => input.le(other);

    /// <summary>True where smaller or equal, compared with a number.</summary>
    public static Tensor le(Tensor input, Scalar other) => input.le(other);

    /// <summary>True where larger than another tensor's element.</summary>
    public static Tensor gt(Tensor input, Tensor other) => input.gt(other);

    /// <summary>True where larger, compared with a number.</summary>
    public static Tensor gt(Tensor input, Scalar other) => input.gt(other);

    /// <summary>True where larger or equal than another tensor's element.</summary>
    public static Tensor ge(Tensor input, Tensor other) => input.ge(other);

    /// <summary>True where larger or equal, compared with a number.</summary>
    public static Tensor ge(Tensor input, Scalar other) => input.ge(other);

    /// <summary>Both true.</summary>
    public static Tensor logical_and(Tensor input, Tensor other) => input.logical_and(other);

    /// <summary>Any true.</summary>
    public static Tensor logical_or(Tensor input, Tensor other) => input.logical_or(other);

    /// <summary>One true.</summary>
    public static Tensor logical_xor(Tensor input, Tensor other) => input.logical_xor(other);

    /// <summary>True for the same elements in the same shape.</summary>
    public static bool equal(Tensor input, Tensor other) => input.equal(other);

    /// <summary>True where all elements differ by at most atol + rtol |other|.</summary>
    public static bool allclose(
        Tensor input, Tensor other, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
        input.allclose(other, rtol, atol, equal_nan);

    /// <summary>True where elements differ by at most atol + rtol |other|.</summary>
    public static Tensor isclose(
        Tensor input, Tensor other, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
        input.isclose(other, rtol, atol, equal_nan);

    /// <summary>Value where the mask is true, else this.</summary>
    public static Tensor masked_fill(Tensor input, Tensor mask, Scalar value) => input.masked_fill(mask, value);

    /// <summary>Value where the mask is true, in place.</summary>
    public static Tensor masked_fill_(Tensor input, Tensor mask, Scalar value) => input.masked_fill_(mask, value);

    /// <summary>The elements where the mask is true, [count].</summary>
    public static Tensor masked_select(Tensor input, Tensor mask) => input.masked_select(mask);

    /// <summary>Index tuples of the non-zero elements, [count, dims].</summary>
    public static Tensor nonzero(Tensor input) => input.nonzero();
}
