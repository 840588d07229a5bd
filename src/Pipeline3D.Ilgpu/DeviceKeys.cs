using ILGPU;

namespace Pipeline3D.Kernels.Ilgpu;

/// <summary>A view of device sort keys with atomic minimum and maximum.</summary>
/// <param name="view">The elements, no more and no fewer.</param>
public readonly struct DeviceKeys(ArrayView<ulong> view) : IAtomicUInt64
{
    private readonly ArrayView<ulong> _view = view;

    /// <inheritdoc/>
    public int Length => _view.IntLength;

    /// <inheritdoc/>
    public ref ulong this[int index] => ref _view[index];

    internal ArrayView<ulong> View => _view;

    /// <inheritdoc/>
    public void AtomicMin(int index, ulong value) => Atomic.Min(ref _view[index], value);

    /// <inheritdoc/>
    public void AtomicMax(int index, ulong value) => Atomic.Max(ref _view[index], value);
}
