using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks;

/// <summary>Numbers into tensors and back.</summary>
public static class Tensors
{
    /// <summary>A tensor with a copy of the numbers, in memory of libtorch's own.</summary>
    /// <param name="numbers">Row-major; as many as the shape holds.</param>
    /// <param name="shape">Sizes, outermost first.</param>
    /// <remarks>TorchSharp's own <c>torch.tensor(array)</c> lies in the array's memory, at any address; libtorch's
    /// kernels take other paths for other addresses, so that results differ in the last bit from run to run.</remarks>
    /// <exception cref="ArgumentException">The numbers do not fill the shape.</exception>
    /// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
    public static Tensor From(ReadOnlySpan<float> numbers, params ReadOnlySpan<long> shape)
        => From(numbers, ScalarType.Float32, shape);

    /// <inheritdoc cref="From(ReadOnlySpan{float}, ReadOnlySpan{long})"/>
    public static Tensor From(ReadOnlySpan<long> numbers, params ReadOnlySpan<long> shape)
        => From(numbers, ScalarType.Int64, shape);

    /// <summary>A tensor's numbers as float32, row-major, wherever it lies.</summary>
    public static float[] ToFloats(Tensor tensor)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor plain = tensor.detach().to(ScalarType.Float32).cpu().contiguous();
        return MemoryMarshal.Cast<byte, float>(plain.bytes).ToArray();
    }

    /// <summary>Writes a tensor's numbers as float32, row-major, wherever it lies.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="to">As many numbers are overwritten, from the beginning.</param>
    /// <exception cref="ArgumentException">The tensor has more.</exception>
    public static void CopyTo(Tensor tensor, Span<float> to)
    {
        using DisposeScope scope = NewDisposeScope();
        MemoryMarshal.Cast<byte, float>(tensor.detach().to(ScalarType.Float32).cpu().contiguous().bytes).CopyTo(to);
    }

    private static Tensor From<T>(ReadOnlySpan<T> numbers, ScalarType type, ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        TorchRuntime.Require();
        long count = 1;
        foreach (long size in shape)
            count = size >= 0 ? checked(count * size)
                : throw new ArgumentException($"a size of {size} is below 0", nameof(shape));
        if (count != numbers.Length)
            throw new ArgumentException(
                $"{numbers.Length} numbers do not fill [{string.Join(", ", shape.ToArray())}]", nameof(numbers));
        Tensor tensor = empty(shape.ToArray(), type);
        if (count > 0)
            MemoryMarshal.AsBytes(numbers).CopyTo(tensor.bytes);
        return tensor;
    }
}
