using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The same elements in another shape without copying; -1 stands for what is left.</summary>
        public Tensor view(params long[] shape) => Operators.One("view", "", this, shape);

        /// <summary>The same elements in another shape, copied only where needed; -1 stands for what is left.</summary>
        public Tensor reshape(params long[] shape) => Operators.One("reshape", "", this, shape);

        /// <summary>Dimensions start_dim to end_dim made one.</summary>
        public Tensor flatten(long start_dim = 0, long end_dim = -1) =>
            Operators.One("flatten", "using_ints", this, start_dim, end_dim);

        /// <summary>One dimension split into several.</summary>
        public Tensor unflatten(long dim, params long[] sizes) =>
            reshape([.. shape[..(int)(dim < 0 ? dim + ndim : dim)], .. sizes,
                .. shape[((int)(dim < 0 ? dim + ndim : dim) + 1)..]]);

        /// <summary>Two dimensions exchanged, without copying.</summary>
        public Tensor transpose(long dim0, long dim1) => Operators.One("transpose", "int", this, dim0, dim1);

        /// <summary>A matrix transposed, without copying.</summary>
        public Tensor t() => Operators.One("t", "", this);

        /// <summary>Dimensions in another order, without copying.</summary>
        public Tensor permute(params long[] permutation) => Operators.One("permute", "", this, permutation);

        /// <summary>All dimensions of size 1 left out.</summary>
        public Tensor squeeze() => Operators.One("squeeze", "", this);

        /// <summary>A dimension left out if its size is 1.</summary>
        public Tensor squeeze(long dim) => Operators.One("squeeze", "dim", this, dim);

        /// <summary>A dimension of size 1 put in.</summary>
        public Tensor unsqueeze(long dim) => Operators.One("unsqueeze", "", this, dim);

        /// <summary>Dimensions of size 1 repeated without copying; -1 keeps a size.</summary>
        public Tensor expand(params long[] sizes) => Operators.One("expand", "", this, sizes, false);

        /// <summary>Repeated to another tensor's shape without copying.</summary>
        public Tensor expand_as(Tensor other) => Operators.One("expand_as", "", this, other);

        /// <summary>Copies laid side by side, by dimension.</summary>
        public Tensor repeat(params long[] sizes) => Operators.One("repeat", "", this, sizes);

        /// <summary>Every element repeated along a dimension.</summary>
        public Tensor repeat_interleave(long repeats, long? dim = null) =>
            Operators.One("repeat_interleave", "self_int", this, repeats, dim);

        /// <summary>The part of a dimension from start with a length, without copying.</summary>
        public Tensor narrow(long dim, long start, long length) =>
            Operators.One("narrow", "", this, dim, start, length);

        /// <summary>The part [start, finish) of a dimension by steps, without copying.</summary>
        public Tensor slice(long dim, long start, long finish, long step) =>
            Operators.One("slice", "Tensor", this, dim, start, finish, step);

        /// <summary>One place of a dimension, which goes, without copying.</summary>
        public Tensor select(long dim, long index) => Operators.One("select", "int", this, dim, index);

        /// <summary>Pieces of a size along a dimension.</summary>
        public Tensor[] split(long split_size, long dim = 0) =>
            Operators.Many("split", "Tensor", this, split_size, dim);

        /// <summary>Pieces of given sizes along a dimension.</summary>
        public Tensor[] split(long[] split_sizes, long dim = 0) =>
            Operators.Many("split_with_sizes", "", this, split_sizes, dim);

        /// <summary>About equal pieces along a dimension.</summary>
        public Tensor[] chunk(long chunks, long dim = 0) => Operators.Many("chunk", "", this, chunks, dim);

        /// <summary>The slices of a dimension, which goes.</summary>
        public Tensor[] unbind(long dim = 0) => Operators.Many("unbind", "int", this, dim);

        /// <summary>Reversed along dimensions.</summary>
        public Tensor flip(params long[] dims) => Operators.One("flip", "", this, dims);

        /// <summary>Shifted along dimensions, wrapping around.</summary>
        public Tensor roll(long[] shifts, long[] dims) => Operators.One("roll", "", this, shifts, dims);

        /// <summary>A row-major copy, or itself when it is row-major.</summary>
        public Tensor contiguous() => Operators.One("contiguous", "", this);

        /// <summary>Lower triangle of matrices, from a diagonal.</summary>
        public Tensor tril(long diagonal = 0) => Operators.One("tril", "", this, diagonal);

        /// <summary>Upper triangle of matrices, from a diagonal.</summary>
        public Tensor triu(long diagonal = 0) => Operators.One("triu", "", this, diagonal);

        /// <summary>A diagonal of a matrix, or a matrix with this diagonal.</summary>
        public Tensor diag(long diagonal = 0) => Operators.One("diag", "", this, diagonal);
    }
}
