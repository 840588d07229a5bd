using static TorchSharp.torch;

namespace Pipeline3D.Networks.Guards;

/// <summary>torch.matmul by operators whose errors come back as exceptions: TorchSharp's own <c>matmul</c> ends the
/// process when shapes, types or devices do not fit, or memory does not suffice.</summary>
public static class MatrixProduct
{
    /// <summary>The product of vectors, matrices, or stacks of matrices, with torch.matmul's rules.</summary>
    /// <param name="left">Shape [k], [m, k] or [..., m, k].</param>
    /// <param name="right">Shape [k], [k, n] or [..., k, n]; stacks are broadcast.</param>
    /// <returns>Shape [..., m, n], without m or n where that side is a vector.</returns>
    /// <exception cref="ArgumentException">Shapes, types or devices do not fit.</exception>
    /// <remarks>Differentiable. Bits are those of torch.matmul: the same reshapes before the same kernels.</remarks>
    public static Tensor Matmul(Tensor left, Tensor right)
    {
        long[] a = left.shape, b = right.shape;
        if (a.Length == 0 || b.Length == 0 || a[^1] != b[b.Length == 1 ? 0 : ^2])
            throw Misfit("inner sizes must be equal", left, right);
        if (left.dtype != right.dtype || left.device.ToString() != right.device.ToString())
            throw Misfit("types and devices must be equal", left, right);
        return (a.Length, b.Length) switch
        {
            (1, 1) => left.dot(right),
            (2, 1) => left.mv(right),
            (1, 2) => left.unsqueeze(0).mm(right).squeeze(0),
            (2, 2) => left.mm(right),
            // One matrix for the whole stack: the stack's rows are the rows of one larger matrix.
            ( > 2, 1) => left.reshape(-1, a[^1]).mv(right).reshape(a[..^1]),
            ( > 2, 2) => left.reshape(-1, a[^1]).mm(right).reshape([.. a[..^1], b[1]]),
            (1, > 2) => Stacked(left.unsqueeze(0), right).squeeze(-2),
            _ => Stacked(left, right),
        };
    }

    private static Tensor Stacked(Tensor left, Tensor right)
    {
        long[] a = left.shape, b = right.shape, stack = Broadcast(a.AsSpan(..^2), b.AsSpan(..^2), left, right);
        Tensor product = left.expand([.. stack, a[^2], a[^1]]).reshape(-1, a[^2], a[^1])
            .bmm(right.expand([.. stack, b[^2], b[^1]]).reshape(-1, b[^2], b[^1]));
        return product.reshape([.. stack, a[^2], b[^1]]);
    }

    private static long[] Broadcast(ReadOnlySpan<long> a, ReadOnlySpan<long> b, Tensor left, Tensor right)
    {
        var stack = new long[Math.Max(a.Length, b.Length)];
        for (int i = 1; i <= stack.Length; i++)
        {
            long one = i <= a.Length ? a[^i] : 1, other = i <= b.Length ? b[^i] : 1;
            stack[^i] = one == other || other == 1 ? one : one == 1 ? other
                : throw Misfit("stacks must be equal or of one", left, right);
        }
        return stack;
    }

    private static ArgumentException Misfit(string rule, Tensor left, Tensor right) => new(
        $"a matrix product of {TensorText.Of(left)} and {TensorText.Of(right)}: {rule}");
}
