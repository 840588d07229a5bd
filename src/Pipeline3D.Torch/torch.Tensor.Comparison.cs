using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>True where equal to another tensor's element.</summary>
        public Tensor eq(Tensor other) => Operators.One("eq", "Tensor", this, other);

        /// <summary>True where equal, compared with a number.</summary>
        public Tensor eq(Scalar other) => Operators.One("eq", "Scalar", this, other);

        /// <summary>True where different than another tensor's element.</summary>
        public Tensor ne(Tensor other) => Operators.One("ne", "Tensor", this, other);

        /// <summary>True where different, compared with a number.</summary>
        public Tensor ne(Scalar other) => Operators.One("ne", "Scalar", this, other);

        /// <summary>True where smaller than another tensor's element.</summary>
        public Tensor lt(Tensor other) => Operators.One("lt", "Tensor", this, other);

        /// <summary>True where smaller, compared with a number.</summary>
        public Tensor lt(Scalar other) => Operators.One("lt", "Scalar", this, other);

        /// <summary>True where smaller or equal than another tensor's element.</summary>
        public Tensor le(Tensor other) => Operators.One("le", "Tensor", this, other);

        /// <summary>True where smaller or equal, compared with a number.</summary>
        public Tensor le(Scalar other) => Operators.One("le", "Scalar", this, other);

        /// <summary>True where larger than another tensor's element.</summary>
        public Tensor gt(Tensor other) => Operators.One("gt", "Tensor", this, other);

        /// <summary>True where larger, compared with a number.</summary>
        public Tensor gt(Scalar other) => Operators.One("gt", "Scalar", this, other);

        /// <summary>True where larger or equal than another tensor's element.</summary>
        public Tensor ge(Tensor other) => Operators.One("ge", "Tensor", this, other);

        /// <summary>True where larger or equal, compared with a number.</summary>
        public Tensor ge(Scalar other) => Operators.One("ge", "Scalar", this, other);

        /// <summary>Both true.</summary>
        public Tensor logical_and(Tensor other) => Operators.One("logical_and", "", this, other);

        /// <summary>Any true.</summary>
        public Tensor logical_or(Tensor other) => Operators.One("logical_or", "", this, other);

        /// <summary>One true.</summary>
        public Tensor logical_xor(Tensor other) => Operators.One("logical_xor", "", this, other);

        /// <summary>True for the same elements in the same shape.</summary>
        public bool equal(Tensor other) => Operators.Value("equal", "", this, other).Integer != 0;

        /// <summary>True where all elements differ by at most atol + rtol |other|.</summary>
        public bool allclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            Operators.Value("allclose", "", this, other, rtol, atol, equal_nan).Integer != 0;

        /// <summary>True where elements differ by at most atol + rtol |other|.</summary>
        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            Operators.One("isclose", "", this, other, rtol, atol, equal_nan);

        /// <summary>Elements of this where the condition holds, else of other.</summary>
        public Tensor where(Tensor condition, Tensor other) => Operators.One("where", "self", condition, this, other);

        /// <summary>Value where the mask is true, else this.</summary>
        public Tensor masked_fill(Tensor mask, Scalar value) =>
            Operators.One("masked_fill", "Scalar", this, mask, value);

        /// <summary>Value where the mask is true, in place.</summary>
        public Tensor masked_fill_(Tensor mask, Scalar value) =>
            Operators.InPlace(this, "masked_fill_", "Scalar", this, mask, value);

        /// <summary>The elements where the mask is true, [count].</summary>
        public Tensor masked_select(Tensor mask) => Operators.One("masked_select", "", this, mask);

        /// <summary>Index tuples of the non-zero elements, [count, dims].</summary>
        public Tensor nonzero() => Operators.One("nonzero", "", this);
    }
}
