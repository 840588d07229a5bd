namespace Pipeline3D.Kernels;

/// <summary>The host device's memory of one element type, and what the running program rented of it.</summary>
internal sealed class HostMemory<T, TB>(int elementSize, Func<HostBuffer<T>, TB> wrap, Func<TB, HostBuffer<T>> unwrap)
    : IDeviceMemory<T, TB>
    where T : unmanaged
    where TB : struct, IBuffer<T>
{
    private readonly Stack<(int Length, T[] Block)> _rented = new();

    // Arrays the pool lets go of are the garbage collector's.
    public BufferPool<T[]> Pool { get; } = new(
        elementSize, length => GC.AllocateUninitializedArray<T>(length), _ => { });

    public TB Rent(int length)
    {
        T[] block = Pool.Rent(length);
        _rented.Push((length, block));
        return wrap(new HostBuffer<T>(block, length));
    }

    public void Upload(ReadOnlySpan<T> values, TB target)
    {
        Require.Length(values.Length, target.Length, nameof(values));
        values.CopyTo(unwrap(target).Span);
    }

    public void Download(TB source, Span<T> values)
    {
        Require.Length(values.Length, source.Length, nameof(values));
        unwrap(source).Span.CopyTo(values);
    }

    public void ReturnAll()
    {
        while (_rented.TryPop(out (int Length, T[] Block) rented))
            Pool.Return(rented.Length, rented.Block);
    }
}
