namespace Pipeline3D.Kernels;

/// <summary>Memory of a device as a kernel sees it: elements by index, nothing else.</summary>
/// <typeparam name="T">What an element is.</typeparam>
/// <remarks>Implemented by small structs, one per device. Kernels take them as type parameters constrained to
/// <c>struct</c>, so each device gets machine code of its own without any indirect call.</remarks>
public interface IBuffer<T>
    where T : unmanaged
{
    /// <summary>Number of elements.</summary>
    int Length { get; }

    /// <summary>An element; from 0 to <see cref="Length"/> - 1. A device may leave a wrong index unchecked.</summary>
    ref T this[int index] { get; }
}
