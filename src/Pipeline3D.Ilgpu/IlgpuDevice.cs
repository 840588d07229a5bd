using ILGPU;
using ILGPU.Runtime;

namespace Pipeline3D.Kernels.Ilgpu;

/// <summary>A device of ILGPU: a CUDA or OpenCL GPU, or its CPU accelerator for debugging.</summary>
/// <remarks>A kernel is compiled at its first launch and kept. The GPU may fuse multiply and add and ships approximate
/// sines, so results can differ from the host's in the last digits and in ties.</remarks>
public sealed class IlgpuDevice : IDevice
{
    private readonly Lock _queue = new();
    private readonly Dictionary<Type, Delegate> _launchers = [];
    private readonly Context _context;
    private bool _disposed;

    /// <summary>Takes over a context and its accelerator; both are closed with the device.</summary>
    /// <param name="name">The name that chooses it, as <c>cuda:0</c>.</param>
    /// <param name="context">A context of this device's own, with ILGPU.Algorithms enabled.</param>
    /// <param name="accelerator">An accelerator of the context.</param>
    public IlgpuDevice(string name, Context context, Accelerator accelerator)
    {
        (Name, _context, Accelerator) = (name, context, accelerator);
        Floats = new(accelerator, sizeof(float), view => new DeviceBuffer<float>(view), buffer => buffer.View);
        Ints = new(accelerator, sizeof(int), view => new DeviceInts(view), ints => ints.View);
        Keys = new(accelerator, sizeof(ulong), view => new DeviceKeys(view), keys => keys.View);
    }

    /// <inheritdoc/>
    public string Name { get; }

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

    internal Accelerator Accelerator { get; }

    internal IlgpuMemory<float, DeviceBuffer<float>> Floats { get; }

    internal IlgpuMemory<int, DeviceInts> Ints { get; }

    internal IlgpuMemory<ulong, DeviceKeys> Keys { get; }

    /// <inheritdoc/>
    public void Run<TProgram>(TProgram program, CancellationToken stop = default)
        where TProgram : struct, IDeviceProgram, allows ref struct
    {
        lock (_queue)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            // A CUDA context belongs to a thread; callers come on any.
            using ScopedAcceleratorBinding binding = Accelerator.BindScoped();
            try
            {
                program.Run(new IlgpuQueue(this, stop));
            }
            finally
            {
                // A program that failed may have left launches behind that still use the buffers.
                Accelerator.DefaultStream.Synchronize();
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
            Floats.Trim();
            Ints.Trim();
            Keys.Trim();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_queue)
        {
            if (_disposed)
                return;
            _disposed = true;
            Floats.Dispose();
            Ints.Dispose();
            Keys.Dispose();
            Accelerator.Dispose();
            _context.Dispose();
        }
    }

    internal Action<Index1D, TK> LauncherOf<TK>()
        where TK : struct, IKernelBody
    {
        if (!_launchers.TryGetValue(typeof(TK), out Delegate? launcher))
        {
            launcher = Accelerator.LoadAutoGroupedStreamKernel<Index1D, TK>(KernelEntry.Run);
            _launchers.Add(typeof(TK), launcher);
        }
        return (Action<Index1D, TK>)launcher;
    }
}
