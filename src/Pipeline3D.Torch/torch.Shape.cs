namespace Pipeline3D.Torch;

public static partial class torch
{
    /// <summary>The same elements in another shape, copied only where needed; -1 stands for what is left.</summary>
    public static Tensor reshape(Tensor input, params long[] shape) => input.reshape(shape);

    /// <summary>Dimensions start_dim to end_dim made one.</summary>
    public static Tensor flatten(Tensor input, long start_dim = 0, long end_dim = -1) =>
        input.flatten(start_dim, end_dim);

    /// <summary>Two dimensions exchanged, without copying.</summary>
    public static Tensor transpose(Tensor input, long dim0, long dim1) => input.transpose(dim0, dim1);

    /// <summary>A matrix transposed, without copying.</summary>
    public static Tensor t(Tensor input) => input.t();

    /// <summary>Dimensions in another order, without copying.</summary>
    public static Tensor permute(Tensor input, params long[] permutation) => input.permute(permutation);

    /// <summary>All dimensions of size 1 left out.</summary>
    public static Tensor squeeze(Tensor input) => input.squeeze();

    /// <summary>A dimension left out if its size is 1.</summary>
    public static Tensor squeeze(Tensor input, long dim) => input.squeeze(dim);

    /// <summary>A dimension of size 1 put in.</summary>
    public static Tensor unsqueeze(Tensor input, long dim) => input.unsqueeze(dim);

    /// <summary>Every element repeated along a dimension.</summary>
    public static Tensor repeat_interleave(Tensor input, long repeats, long? dim = null) =>
        input.repeat_interleave(repeats, dim);

    /// <summary>The part of a dimension from start with a length, without copying.</summary>
    public static Tensor narrow(Tensor input, long dim, long start, long length) => input.narrow(dim, start, length);

    /// <summary>One place of a dimension, which goes, without copying.</summary>
    public static Tensor select(Tensor input, long dim, long index) => input.select(dim, index);

    /// <summary>Pieces of a size along a dimension.</summary>
    public static Tensor[] split(Tensor input, long split_size, long dim = 0) => input.split(split_size, dim);

    /// <summary>Pieces of given sizes along a dimension.</summary>
    public static Tensor[] split(Tensor input, long[] split_sizes, long dim = 0) => input.split(split_sizes, dim);

    /// <summary>About equal pieces along a dimension.</summary>
    public static Tensor[] chunk(Tensor input, long chunks, long dim = 0) => input.chunk(chunks, dim);

    /// <summary>The slices of a dimension, which goes.</summary>
    public static Tensor[] unbind(Tensor input, long dim = 0) => input.unbind(dim);

    /// <summary>Reversed along dimensions.</summary>
    public static Tensor flip(Tensor input, params long[] dims) => input.flip(dims);

    /// <summary>Shifted along dimensions, wrapping around.</summary>
    public static Tensor roll(Tensor input, long[] shifts, long[] dims) => input.roll(shifts, dims);

    /// <summary>Lower triangle of matrices, from a diagonal.</summary>
    public static Tensor tril(Tensor input, long diagonal = 0) => input.tril(diagonal);

    /// <summary>Upper triangle of matrices, from a diagonal.</summary>
    public static Tensor triu(Tensor input, long diagonal = 0) => input.triu(diagonal);

    /// <summary>A diagonal of a matrix, or a matrix with this diagonal.</summary>
    public static Tensor diag(Tensor input, long diagonal = 0) => input.diag(diagonal);
}
