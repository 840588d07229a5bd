using ILGPU;

namespace Pipeline3D.Kernels.Ilgpu;

/// <summary>A view of device ints with atomic addition.</summary>
/// <param name="view">The elements, no more and no fewer.</param>
public readonly struct DeviceInts(ArrayView<int> view) : IAtomicInt32
{
    private readonly ArrayView<int> _view = view;

    /// <inheritdoc/>
    public int Length => _view.IntLength;

    /// <inheritdoc/>
    public ref int this[int index] => ref _view[index];

    internal ArrayView<int> View => _view;

    /// <inheritdoc/>
    public int AtomicAdd(int index, int value) => Atomic.Add(ref _view[index], value);
}
