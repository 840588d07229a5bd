using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    /// <summary>Tensors joined along a dimension.</summary>
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Operators.One("cat", "", tensors.ToArray(), dim);

    /// <summary>Tensors of one shape joined along a new dimension.</summary>
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) =>
        Operators.One("stack", "", tensors.ToArray(), dim);

    /// <summary>Elements of x where the condition holds, else of y.</summary>
    public static Tensor where(Tensor condition, Tensor x, Tensor y) =>
        Operators.One("where", "self", condition, x, y);

    /// <summary>Grids of coordinates, one tensor for each vector; indexing "ij" or "xy".</summary>
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") =>
        Operators.Many("meshgrid", "indexing", tensors.ToArray(), indexing);

    /// <summary>A sum of products written as in Einstein's convention, for example <c>bhqd,bhkd->bhqk</c>.</summary>
    public static Tensor einsum(string equation, params Tensor[] tensors) =>
        Operators.One("einsum", "", equation, tensors);

    /// <summary>Tensors repeated without copying to their common shape.</summary>
    public static Tensor[] broadcast_tensors(params Tensor[] tensors) => Operators.Many("broadcast_tensors", "", tensors);
}
