namespace Pipeline3D.Kernels;

/// <summary>A device in the hands of one program: memory, launches and their order.</summary>
/// <typeparam name="TF">Buffer of floats.</typeparam>
/// <typeparam name="TI">Buffer of ints.</typeparam>
/// <typeparam name="TU">Buffer of sort keys.</typeparam>
/// <remarks>Copies and launches take effect in the order of the calls. For one thread only.</remarks>
public interface IDeviceQueue<TF, TI, TU>
    where TF : struct, IBuffer<float>
    where TI : struct, IAtomicInt32
    where TU : struct, IAtomicUInt64
{
    /// <summary>Memory for floats.</summary>
    IDeviceMemory<float, TF> Floats { get; }

    /// <summary>Memory for ints.</summary>
    IDeviceMemory<int, TI> Ints { get; }

    /// <summary>Memory for sort keys.</summary>
    IDeviceMemory<ulong, TU> Keys { get; }

    /// <summary>Runs a kernel for the indices 0 to <paramref name="count"/> - 1; none for 0.</summary>
    /// <param name="count">Number of indices.</param>
    /// <param name="body">The kernel with its parameters.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="OperationCanceledException">The program was told to stop.</exception>
    void Launch<TK>(int count, TK body)
        where TK : struct, IKernelBody;

    /// <summary>Waits until everything launched is done. Downloads wait on their own.</summary>
    void Synchronise();
}
