using System.Collections;

namespace Pipeline3D.Torch.Utils;

/// <summary>A tensor's elements in row-major order, for reading and, where they lie in place, writing.</summary>
/// <typeparam name="T">The C# type of the elements.</typeparam>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly torch.Tensor _source;
    private readonly torch.Tensor? _copy;

    internal TensorAccessor(torch.Tensor tensor)
    {
        tensor.RequireType<T>();
        _source = tensor;
        if (!tensor.is_contiguous() || tensor.device.type != DeviceType.CPU)
        {
            using torch.Tensor here = tensor.Detached("cpu");
            _copy = here.contiguous().DetachFromDisposeScope();
        }
    }

    /// <summary>Number of elements.</summary>
    public long Count => _source.numel();

    /// <summary>One element by its shape indices, or by its row-major place when one index is given.</summary>
    public T this[params long[] indices]
    {
        get => Span[Place(indices)];
        set => (_copy is null ? Span : throw new InvalidOperationException("writing would reach a copy only: the tensor "
            + "is not contiguous, call contiguous() first"))[Place(indices)] = value;
    }

    /// <summary>The elements.</summary>
    public Span<T> Span => (_copy ?? _source).AsSpan<T>();

    /// <summary>A copy of the elements.</summary>
    public T[] ToArray() => Span.ToArray();

    /// <summary>Copies all elements to an array.</summary>
    public void CopyTo(T[] array, int arrayIndex = 0) => Span.CopyTo(array.AsSpan(arrayIndex));

    /// <summary>Copies all elements to a span.</summary>
    public void CopyTo(Span<T> into) => Span.CopyTo(into);

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Releases the copy, if one was made.</summary>
    public void Dispose() => _copy?.Dispose();

    private int Place(long[] indices)
    {
        long[] shape = _source.shape;
        if (indices.Length == 1)
            return checked((int)indices[0]);
        if (indices.Length != shape.Length)
            throw new ArgumentException($"{shape.Length} indices are needed, not {indices.Length}");
        long place = 0;
        for (int i = 0; i < shape.Length; i++)
            place = place * shape[i] + indices[i];
        return checked((int)place);
    }
}
