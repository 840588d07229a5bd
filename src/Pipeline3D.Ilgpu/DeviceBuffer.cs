using ILGPU;

namespace Pipeline3D.Kernels.Ilgpu;

/// <summary>A view of device memory as a kernel's buffer.</summary>
/// <typeparam name="T">What an element is.</typeparam>
/// <param name="view">The elements, no more and no fewer.</param>
public readonly struct DeviceBuffer<T>(ArrayView<T> view) : IBuffer<T>
    where T : unmanaged
{
    private readonly ArrayView<T> _view = view;

    /// <inheritdoc/>
    public int Length => _view.IntLength;

    /// <inheritdoc/>
    public ref T this[int index] => ref _view[index];

    internal ArrayView<T> View => _view;
}
