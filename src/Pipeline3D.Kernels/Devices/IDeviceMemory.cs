namespace Pipeline3D.Kernels;

/// <summary>Rents and copies buffers of one element type.</summary>
/// <typeparam name="T">What an element is.</typeparam>
/// <typeparam name="TB">Buffer of the device.</typeparam>
/// <remarks>There is no call to return a buffer: all go back to the pool when the program ends.</remarks>
public interface IDeviceMemory<T, TB>
    where T : unmanaged
    where TB : struct, IBuffer<T>
{
    /// <summary>A buffer whose contents are undefined.</summary>
    /// <param name="length">Number of elements; 0 is allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    TB Rent(int length);

    /// <summary>Copies to the device.</summary>
    /// <param name="values">Free for other use when the call returns.</param>
    /// <param name="target">Of the same length.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    void Upload(ReadOnlySpan<T> values, TB target);

    /// <summary>Copies from the device, after all launches so far.</summary>
    /// <param name="source">The buffer.</param>
    /// <param name="values">Of the same length; overwritten.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    void Download(TB source, Span<T> values);
}
