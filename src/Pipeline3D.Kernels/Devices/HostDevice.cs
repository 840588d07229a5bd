namespace Pipeline3D.Kernels;

/// <summary>Runs kernels on the host's cores: the device that is always there, and the one kernels are tested
/// on.</summary>
/// <remarks>A launch is a parallel loop over index ranges; atomics are interlocked operations of the buffers. Every
/// kernel of this assembly gives the same bits at any number of threads. An exception in a kernel, such as a wrong
/// index, ends the program; with several threads it comes in an <see cref="AggregateException"/>.</remarks>
public sealed class HostDevice : IDevice
{
    private readonly Lock _queue = new();
    private bool _disposed;

    /// <summary>Makes a device of its own queue and pool.</summary>
    /// <param name="threads">Most threads a launch uses; 0 = one per core.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is negative.</exception>
    public HostDevice(int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        Threads = threads == 0 ? Environment.ProcessorCount : threads;
    }

    /// <inheritdoc/>
    public string Name => "host";

    /// <summary>Most threads a launch uses.</summary>
    public int Threads { get; }

    /// <inheritdoc/>
    public int RentedBuffers
    {
        get
        {
            lock (_queue)
                return Floats.Pool.Rented + Ints.Pool.Rented + Keys.Pool.Rented;
        }
    }

    /// <inheritdoc/>
    public long PooledBytes
    {
        get
        {
            lock (_queue)
                return Floats.Pool.Bytes + Ints.Pool.Bytes + Keys.Pool.Bytes;
        }
    }

    internal HostMemory<float, HostBuffer<float>> Floats { get; } =
        new(sizeof(float), buffer => buffer, buffer => buffer);

    internal HostMemory<int, HostInts> Ints { get; } =
        new(sizeof(int), buffer => new HostInts(buffer), ints => ints.Buffer);

    internal HostMemory<ulong, HostKeys> Keys { get; } =
        new(sizeof(ulong), buffer => new HostKeys(buffer), keys => keys.Buffer);

    /// <inheritdoc/>
    public void Run<TProgram>(TProgram program, CancellationToken stop = default)
        where TProgram : struct, IDeviceProgram, allows ref struct
    {
        lock (_queue)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            try
            {
                program.Run(new HostQueue(this, stop));
            }
            finally
            {
                Floats.ReturnAll();
                Ints.ReturnAll();
                Keys.ReturnAll();
            }
        }
    }

    /// <inheritdoc/>
    public void Trim()
    {
        lock (_queue)
        {
            Floats.Pool.Trim();
            Ints.Pool.Trim();
            Keys.Pool.Trim();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_queue)
            _disposed = true;
        Trim();
    }
}
