using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;

namespace Pipeline3D.Kernels.Ilgpu;

/// <summary>A device's memory of one element type, and what the running program rented of it.</summary>
/// <remarks>Transfers go through one page-locked block that grows to the largest of them: the device's copy engine
/// reads and writes it directly, and the caller's spans need no pinning.</remarks>
internal sealed class IlgpuMemory<T, TB>(
    Accelerator accelerator, int elementSize, Func<ArrayView<T>, TB> wrap, Func<TB, ArrayView<T>> unwrap)
    : IDeviceMemory<T, TB>, IDisposable
    where T : unmanaged
    where TB : struct, IBuffer<T>
{
    private readonly Stack<(int Length, MemoryBuffer1D<T, Stride1D.Dense> Block)> _rented = new();
    private PageLockedArray1D<T>? _staging;

    public BufferPool<MemoryBuffer1D<T, Stride1D.Dense>> Pool { get; } = new(
        elementSize, length => accelerator.Allocate1D<T>(length), block => block.Dispose());

    public TB Rent(int length)
    {
        MemoryBuffer1D<T, Stride1D.Dense> block = Pool.Rent(length);
        _rented.Push((length, block));
        ArrayView<T> all = block.View;
        return wrap(all.SubView(0, length));
    }

    public void Upload(ReadOnlySpan<T> values, TB target)
    {
        RequireLength(values.Length, target.Length);
        if (values.IsEmpty)
            return;
        Span<T> staging = Staging(values.Length);
        values.CopyTo(staging);
        unwrap(target).CopyFromCPUUnsafeAsync(
            accelerator.DefaultStream, ref MemoryMarshal.GetReference(staging), values.Length);
        // The next transfer overwrites the staging block.
        accelerator.DefaultStream.Synchronize();
    }

    public void Download(TB source, Span<T> values)
    {
        RequireLength(values.Length, source.Length);
        if (values.IsEmpty)
            return;
        Span<T> staging = Staging(values.Length);
        unwrap(source).CopyToCPUUnsafeAsync(
            accelerator.DefaultStream, ref MemoryMarshal.GetReference(staging), values.Length);
        accelerator.DefaultStream.Synchronize();
        staging.CopyTo(values);
    }

    public void ReturnAll()
    {
        while (_rented.TryPop(out (int Length, MemoryBuffer1D<T, Stride1D.Dense> Block) rented))
            Pool.Return(rented.Length, rented.Block);
    }

    public void Trim()
    {
        Pool.Trim();
        _staging?.Dispose();
        _staging = null;
    }

    public void Dispose() => Trim();

    private Span<T> Staging(int length)
    {
        if (_staging is null || _staging.Length < length)
        {
            _staging?.Dispose();
            _staging = accelerator.AllocatePageLocked1D<T>(length);
        }
        return _staging.Span[..length];
    }

    private static void RequireLength(int length, int expected)
    {
        if (length != expected)
            throw new ArgumentException($"{length} values do not fit a buffer of {expected}");
    }
}
