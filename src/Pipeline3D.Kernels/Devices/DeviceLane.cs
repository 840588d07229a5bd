using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;

namespace Pipeline3D.Kernels.Devices;

/// <summary>One stream of a device with staging memory of its own: what a program runs on. One program at a
/// time.</summary>
/// <remarks>Everything is queued in order and nothing waits, until <see cref="Synchronise"/> or a download does. Host
/// data goes through page-locked memory, which the device's copy engine reads and writes itself, so the caller's spans
/// need not be pinned.</remarks>
internal sealed class DeviceLane(KernelDevice device, AcceleratorStream stream) : IDisposable
{
    private readonly List<MemoryBuffer1D<byte, Stride1D.Dense>> _rented = [];
    private readonly Staging _staging = new(device.Accelerator);

    /// <summary>The device.</summary>
    public KernelDevice Device => device;

    /// <summary>The stream, for ILGPU.Algorithms.</summary>
    public AcceleratorStream Stream => stream;

    /// <summary>What stays on the device for the item at hand; set while a program runs.</summary>
    public DeviceScope Scope { get; private set; } = null!;

    /// <summary>The resident that is being made; null when none is.</summary>
    public DeviceScope.Entry? Keeper { get; set; }

    /// <summary>Ends the work.</summary>
    public CancellationToken Stop { get; private set; }

    /// <summary>Memory of the device until the program ends; not cleared.</summary>
    /// <param name="length">Elements.</param>
    public ArrayView<T> Rent<T>(long length)
        where T : unmanaged
    {
        MemoryBuffer1D<byte, Stride1D.Dense> block = device.Pool.Rent(checked(length * Marshal.SizeOf<T>()));
        _rented.Add(block);
        return ViewOf<T>(block, length);
    }

    /// <summary>A copy of values, on the device until the program ends.</summary>
    public ArrayView<T> Copy<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        ArrayView<T> view = Rent<T>(values.Length);
        Upload(values, view);
        return view;
    }

    /// <summary>Memory of zeros until the program ends.</summary>
    public ArrayView<T> Zeros<T>(long length)
        where T : unmanaged
    {
        ArrayView<T> view = Rent<T>(length);
        if (length > 0)
            view.MemSetToZero(stream);
        return view;
    }

    /// <summary>Memory of the largest number of an unsigned type, all of whose bits are set, until the program
    /// ends.</summary>
    public ArrayView<T> Largest<T>(long length)
        where T : unmanaged
    {
        ArrayView<T> view = Rent<T>(length);
        if (length > 0)
            view.MemSet(stream, byte.MaxValue);
        return view;
    }

    /// <summary>Memory of one value until the program ends.</summary>
    public ArrayView<float> Filled(int length, float value)
    {
        ArrayView<float> view = Rent<float>(length);
        Launch(Fill.Floats, length, new Fill { Target = view, Value = value });
        return view;
    }

    /// <summary>Copies values to the device.</summary>
    public void Upload<T>(ReadOnlySpan<T> values, ArrayView<T> target)
        where T : unmanaged
    {
        RequireLength(values.Length, target.Length);
        if (values.IsEmpty)
            return;
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        Span<byte> staging = _staging.Take(bytes.Length).Span;
        HostCopy.Run(bytes, staging);
        BytesOf(target).CopyFromCPUUnsafeAsync(stream, ref MemoryMarshal.GetReference(staging), staging.Length);
    }

    /// <summary>Copies values from the device, when all that was queued is done.</summary>
    public void Download<T>(ArrayView<T> source, Span<T> values)
        where T : unmanaged
    {
        RequireLength(values.Length, source.Length);
        DeviceFetch<T> fetch = Fetch(source);
        Synchronise();
        fetch.CopyTo(values);
    }

    /// <summary>Queues a copy from the device; several then need one wait.</summary>
    public DeviceFetch<T> Fetch<T>(ArrayView<T> source)
        where T : unmanaged
    {
        int bytes = checked((int)(source.Length * Marshal.SizeOf<T>()));
        if (bytes == 0)
            return default;
        Memory<byte> staging = _staging.Take(bytes);
        BytesOf(source).CopyToCPUUnsafeAsync(stream, ref MemoryMarshal.GetReference(staging.Span), bytes);
        return new DeviceFetch<T>(staging);
    }

    /// <summary>Queues a kernel for every index below <paramref name="count"/>.</summary>
    public void Launch<TArgs>(Action<Index1D, TArgs> kernel, int count, TArgs args)
        where TArgs : struct
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Stop.ThrowIfCancellationRequested();
        // ILGPU refuses an empty launch.
        if (count == 0)
            return;
        device.Clock?.Begin(stream);
        device.LauncherOf(kernel)(stream, count, args);
        device.Clock?.End(stream);
    }

    /// <summary>Queues a kernel that works in groups.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="groups">Number of groups.</param>
    /// <param name="args">Its arguments.</param>
    /// <param name="threads">Threads of a group, at most <see cref="KernelDevice.GroupSize"/>; 0 for that.</param>
    public void LaunchGroups<TArgs>(Action<TArgs> kernel, int groups, TArgs args, int threads = 0)
        where TArgs : struct
    {
        ArgumentOutOfRangeException.ThrowIfNegative(groups);
        Stop.ThrowIfCancellationRequested();
        if (groups == 0)
            return;
        device.Clock?.Begin(stream);
        device.LauncherOf(kernel)(stream, new KernelConfig(groups, threads > 0 ? threads : device.GroupSize), args);
        device.Clock?.End(stream);
    }

    /// <summary>Waits until all that was queued is done.</summary>
    /// <exception cref="OperationCanceledException">The program was stopped.</exception>
    public void Synchronise()
    {
        stream.Synchronize();
        Stop.ThrowIfCancellationRequested();
    }

    /// <summary>Begins a program.</summary>
    public void Begin(DeviceScope scope, CancellationToken stop) => (Scope, Stop) = (scope, stop);

    /// <summary>Ends a program: waits for what it queued and takes back what it rented.</summary>
    public void End()
    {
        try
        {
            // A program that failed may have left launches behind that still use its memory.
            stream.Synchronize();
        }
        finally
        {
            foreach (MemoryBuffer1D<byte, Stride1D.Dense> block in _rented)
                device.Pool.Return(block);
            _rented.Clear();
            _staging.Reset();
            (Scope, Stop) = (null!, default);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _staging.Dispose();
        stream.Dispose();
    }

    /// <summary>The first elements of a block.</summary>
    internal static ArrayView<T> ViewOf<T>(MemoryBuffer1D<byte, Stride1D.Dense> block, long length)
        where T : unmanaged
    {
        ArrayView<byte> bytes = block.View;
        return bytes.SubView(0, bytes.Length / Marshal.SizeOf<T>() * Marshal.SizeOf<T>()).Cast<T>().SubView(0, length);
    }

    private static ArrayView<byte> BytesOf<T>(ArrayView<T> view)
        where T : unmanaged
        => view.Cast<byte>();

    private static void RequireLength(long length, long expected)
    {
        if (length != expected)
            throw new ArgumentException($"{length} values do not fit a buffer of {expected}");
    }
}
