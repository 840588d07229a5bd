namespace Pipeline3D.Kernels;

/// <summary>Something that runs kernels: the host's cores, or a GPU behind an adapter.</summary>
/// <remarks>
/// A device has one queue. <see cref="Run"/> may be called from any number of threads; programs run one after another,
/// each with the whole device, so blocks that work in parallel neither thrash it nor add up their memory. The order
/// among waiting callers is not defined; no result depends on it.
/// </remarks>
public interface IDevice : IDisposable
{
    /// <summary>The name that chooses it, as <c>host</c> or <c>cuda:0</c>.</summary>
    string Name { get; }

    /// <summary>Buffers that are rented out; 0 between two programs.</summary>
    int RentedBuffers { get; }

    /// <summary>Memory the pool keeps, rented or idle; bytes.</summary>
    long PooledBytes { get; }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">What to do; it must not run another program on this device. Buffers it rents are returned
    /// when it ends, also when it fails.</param>
    /// <param name="stop">Ends the work between two launches.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was set.</exception>
    /// <exception cref="ObjectDisposedException">The device is disposed.</exception>
    void Run<TProgram>(TProgram program, CancellationToken stop = default)
        where TProgram : struct, IDeviceProgram, allows ref struct;

    /// <summary>Frees the pool's idle memory.</summary>
    void Trim();
}
