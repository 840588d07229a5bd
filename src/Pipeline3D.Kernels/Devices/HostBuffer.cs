using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipeline3D.Kernels;

/// <summary>Memory of the host device.</summary>
/// <typeparam name="T">What an element is.</typeparam>
/// <remarks>Checks every index against the rented length, not the pooled block's, so a kernel that reads past its
/// buffer fails here before it corrupts memory on a GPU.</remarks>
public readonly struct HostBuffer<T> : IBuffer<T>
    where T : unmanaged
{
    private readonly T[] _block;

    internal HostBuffer(T[] block, int length) => (_block, Length) = (block, length);

    /// <inheritdoc/>
    public int Length { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)Length)
                ThrowOutside(index, Length);
            return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_block), index);
        }
    }

    internal Span<T> Span => _block.AsSpan(0, Length);

    private static void ThrowOutside(int index, int length) => throw new ArgumentOutOfRangeException(nameof(index),
        index, $"a kernel used this element of a buffer of {length}; the kernel or its parameters are wrong");
}
