using System.Collections.Concurrent;
using System.Numerics;
using System.Reflection;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.ScanReduceOperations;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace Pipeline3D.Kernels.Devices;

/// <summary>One accelerator of this machine: a CUDA or OpenCL GPU, or ILGPU's CPU accelerator for debugging.</summary>
/// <remarks>
/// Safe for several threads: programs run on as many lanes (streams with staging memory of their own) at a time as the
/// device has, others wait. A kernel is compiled at its first launch and kept. Memory is pooled; what stays resident
/// for an item or a model gives way when a program finds no memory, and the program then runs again alone. GPUs may
/// fuse multiply and add, so results can differ from the cores' in the last digits and in ties.
/// </remarks>
public sealed class KernelDevice : IDisposable
{
    private const int WantedGroupSize = 256;
    private readonly ConcurrentDictionary<MethodInfo, Lazy<Delegate>> _launchers = [];
    private readonly ConcurrentDictionary<DeviceScope, bool> _scopes = [];
    private readonly SemaphoreSlim _free;
    private readonly ConcurrentBag<DeviceLane> _idle;
    private readonly DeviceLane[] _lanes;
    private readonly SemaphoreSlim _alone = new(1);
    private readonly Lock _compiling = new();
    private readonly Lazy<Scan<int, Stride1D.Dense, Stride1D.Dense>> _exclusiveSum;
    private readonly Context _context;
    private bool _disposed;

    internal KernelDevice(string name, Context context, Accelerator accelerator, int lanes,
        long memoryLimit = long.MaxValue)
    {
        (Name, _context, Accelerator) = (name, context, accelerator);
        Pool = new DevicePool(name, accelerator, memoryLimit);
        GroupSize = Math.Min(WantedGroupSize, 1 << BitOperations.Log2((uint)accelerator.MaxNumThreadsPerGroup));
        _lanes = [.. Enumerable.Range(0, lanes).Select(_ => new DeviceLane(this, accelerator.CreateStream()))];
        _idle = [.. _lanes];
        _free = new SemaphoreSlim(lanes);
        _exclusiveSum = new(() =>
        {
            lock (_compiling)
                return accelerator.CreateScan<int, Stride1D.Dense, Stride1D.Dense, AddInt32>(ScanKind.Exclusive);
        });
        Models = new DeviceScope(this);
    }

    /// <summary>The name that chooses it, as <c>cuda:0</c>.</summary>
    public string Name { get; }

    /// <summary>What stays on the device until it is closed or its memory is short: memory banks, networks.</summary>
    public DeviceScope Models { get; }

    /// <summary>Blocks of memory in use: by programs under way, and by what is resident.</summary>
    public int RentedBlocks => Pool.Rented;

    internal Accelerator Accelerator { get; }

    /// <summary>Times the launches of one program after the other; null for none.</summary>
    internal LaunchClock? Clock { get; set; }

    internal DevicePool Pool { get; }

    /// <summary>Threads of a group in kernels that work in groups: a power of two.</summary>
    internal int GroupSize { get; }

    /// <summary>Opens ILGPU's CPU accelerator: it runs what ILGPU's compiler makes of a kernel, without a GPU and some
    /// thousand times slower. For debugging kernels; never chosen by <c>auto</c>.</summary>
    /// <param name="lanes">Programs at a time.</param>
    /// <param name="memoryLimit">Bytes that it may take.</param>
    public static KernelDevice Emulator(int lanes = 2, long memoryLimit = long.MaxValue)
    {
        Context context = Context.Create(builder => builder.CPU().EnableAlgorithms().Profiling());
        return new KernelDevice(DeviceCatalog.Emulator, context, context.CreateCPUAccelerator(0), lanes, memoryLimit);
    }

    /// <summary>The device for one item: what its programs make resident stays until the scope is disposed.</summary>
    public DeviceScope Open()
    {
        var scope = new DeviceScope(this);
        _scopes.TryAdd(scope, true);
        return scope;
    }

    /// <inheritdoc/>
    /// <remarks>Programs under way are waited for.</remarks>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        for (int i = 0; i < _lanes.Length; i++)
            _free.Wait();
        using (Accelerator.BindScoped())
        {
            foreach (DeviceScope scope in _scopes.Keys)
                scope.Evict();
            Models.Evict();
            foreach (DeviceLane lane in _lanes)
                lane.Dispose();
            Pool.Dispose();
        }
        Accelerator.Dispose();
        _context.Dispose();
        _free.Dispose();
        _alone.Dispose();
    }

    /// <summary>Queues sums of all values before each.</summary>
    /// <param name="lane">The program's lane.</param>
    /// <param name="values">Shape [n].</param>
    /// <param name="sums">Shape [n]; overwritten; not <paramref name="values"/>.</param>
    internal void ExclusiveSum(DeviceLane lane, ArrayView<int> values, ArrayView<int> sums)
    {
        ArrayView<int> temporary = lane.Rent<int>(Accelerator.ComputeScanTempStorageSize<int>((Index1D)values.Length));
        Clock?.Begin(lane.Stream);
        _exclusiveSum.Value(lane.Stream, values, sums, temporary);
        Clock?.End(lane.Stream);
    }

    internal void Close(DeviceScope scope) => _scopes.TryRemove(scope, out _);

    /// <summary>Runs a program on a free lane; returns when its results are written.</summary>
    internal void Run<TProgram>(TProgram program, DeviceScope scope, CancellationToken stop)
        where TProgram : struct, IDeviceProgram, allows ref struct
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _free.Wait(stop);
        try
        {
            RunOnLane(program, scope, stop);
            return;
        }
        catch (DeviceMemoryException)
        {
            // Others use the memory too: alone it may do.
        }
        finally
        {
            _free.Release();
        }
        RunAlone(program, scope, stop);
    }

    internal Action<AcceleratorStream, Index1D, TArgs> LauncherOf<TArgs>(Action<Index1D, TArgs> kernel)
        where TArgs : struct
        => (Action<AcceleratorStream, Index1D, TArgs>)Compiled(kernel.Method,
            () => Accelerator.LoadAutoGroupedKernel<Index1D, TArgs>(kernel));

    internal Action<AcceleratorStream, KernelConfig, TArgs> LauncherOf<TArgs>(Action<TArgs> kernel)
        where TArgs : struct
        => (Action<AcceleratorStream, KernelConfig, TArgs>)Compiled(kernel.Method,
            () => Accelerator.LoadKernel(kernel));

    /// <summary>Groups that keep all of the device busy with <paramref name="count"/> indices, a few for each
    /// thread.</summary>
    internal int GroupsFor(int count)
    {
        const int IndicesPerThread = 4, GroupsPerMultiprocessor = 8;
        long wanted = ((long)count + (GroupSize * IndicesPerThread) - 1) / (GroupSize * IndicesPerThread);
        return (int)Math.Clamp(wanted, 1, Accelerator.NumMultiprocessors * GroupsPerMultiprocessor);
    }

    private Delegate Compiled(MethodInfo kernel, Func<Delegate> compile)
        => _launchers.GetOrAdd(kernel, _ => new Lazy<Delegate>(() =>
        {
            // ILGPU's code generation is entered by one thread at a time, so that a failure is its own.
            lock (_compiling)
                return compile();
        })).Value;

    private void RunOnLane<TProgram>(TProgram program, DeviceScope scope, CancellationToken stop)
        where TProgram : struct, IDeviceProgram, allows ref struct
    {
        // The semaphore counted this lane in.
        if (!_idle.TryTake(out DeviceLane? lane))
            throw new InvalidOperationException($"{Name} has no lane although one was free");
        scope.Enter();
        // A CUDA context belongs to a thread; callers come on any.
        using ScopedAcceleratorBinding binding = Accelerator.BindScoped();
        try
        {
            lane.Begin(scope, stop);
            program.Run(lane);
        }
        finally
        {
            // A device that failed fails again here; the lane must come back all the same.
            try
            {
                lane.End();
            }
            finally
            {
                _idle.Add(lane);
                scope.Leave();
            }
        }
    }

    private void RunAlone<TProgram>(TProgram program, DeviceScope scope, CancellationToken stop)
        where TProgram : struct, IDeviceProgram, allows ref struct
    {
        // One after the other: two that collect lanes at the same time would wait for each other.
        _alone.Wait(stop);
        int taken = 0;
        try
        {
            for (; taken < _lanes.Length; taken++)
                _free.Wait(stop);
            using (Accelerator.BindScoped())
            {
                foreach (DeviceScope other in _scopes.Keys)
                    other.Evict();
                Models.Evict();
                Pool.Trim();
            }
            RunOnLane(program, scope, stop);
        }
        finally
        {
            if (taken > 0)
                _free.Release(taken);
            _alone.Release();
        }
    }
}
