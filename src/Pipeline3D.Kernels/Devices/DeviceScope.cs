using Pipeline3D.Kernels.Rows;
using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels.Clouds;

namespace Pipeline3D.Kernels.Devices;

/// <summary>A device as the blocks of one item see it: clouds that one of them brought there are there for the
/// next.</summary>
/// <remarks>Safe for several threads. Residents are copies: when memory is short they are dropped and made again.
/// Dispose it when the item ends; a program that still runs then keeps its residents until it ends.</remarks>
public sealed class DeviceScope : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Key, Entry> _entries = [];
    private int _users;
    private bool _closed;

    internal DeviceScope(KernelDevice device) => Device = device;

    /// <summary>The device.</summary>
    public KernelDevice Device { get; }

    /// <summary>Things resident for this item.</summary>
    public int Residents
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    /// <summary>A cloud of chosen points; taken on the device too when <paramref name="cloud"/> is resident
    /// there.</summary>
    /// <param name="cloud">n points.</param>
    /// <param name="indices">Points of it, in the order wanted.</param>
    /// <param name="stop">Ends the work.</param>
    public PointCloud Select(PointCloud cloud, ReadOnlySpan<int> indices, CancellationToken stop = default)
    {
        PointCloud chosen = cloud.Select(indices);
        if (IsResident(cloud))
            Run(new SelectProgram(cloud, indices, chosen), stop);
        return chosen;
    }

    /// <summary>Makes a cloud resident that was made of a resident one by zeroing points, without copying its
    /// coordinates; does nothing when <paramref name="cloud"/> is not resident.</summary>
    /// <param name="cloud">n points.</param>
    /// <param name="masked">The same points, or (0, 0, 0) in their place.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">The numbers of points differ.</exception>
    public void Mask(PointCloud cloud, PointCloud masked, CancellationToken stop = default)
    {
        Require.Length(masked.Count, cloud.Count, "[points]", nameof(masked));
        if (IsResident(cloud))
            Run(new MaskProgram(cloud, masked), stop);
    }

    /// <summary>Copies a cloud to the device and nothing else, to time it; does nothing when it is there.</summary>
    /// <param name="cloud">n points.</param>
    /// <param name="stop">Ends the work.</param>
    internal void Bring(PointCloud cloud, CancellationToken stop = default) => Run(new BringProgram(cloud), stop);

    /// <summary>The same for rows; searches and coresets then find them there.</summary>
    internal void Bring(FeatureMatrix rows, CancellationToken stop = default) => Run(new BringRowsProgram(rows), stop);

    /// <inheritdoc/>
    public void Dispose()
    {
        Device.Close(this);
        Entry[] entries;
        lock (_lock)
        {
            _closed = true;
            if (_users > 0)
                return;
            entries = TakeEntries();
        }
        Release(entries);
    }

    internal void Run<TProgram>(TProgram program, CancellationToken stop)
        where TProgram : struct, IDeviceProgram, allows ref struct
        => Device.Run(program, this, stop);

    /// <summary>What was made of a key before, or is made now; only inside a program of this scope.</summary>
    /// <param name="key">The host's object; the same reference means the same values.</param>
    /// <param name="lane">The program's lane.</param>
    /// <param name="make">Makes it with memory of <see cref="Keep"/>; what it queues is waited for.</param>
    internal T Resident<T>(object key, DeviceLane lane, Func<DeviceLane, T> make)
        where T : class
    {
        Entry? entry;
        lock (_lock)
            if (!_entries.TryGetValue(new Key(key, typeof(T)), out entry))
                _entries.Add(new Key(key, typeof(T)), entry = new Entry());
        lock (entry.Gate)
        {
            if (entry.Value is T made)
                return made;
            using (entry.Making(lane))
            {
                T value = make(lane);
                // Other lanes do not wait for what this one queued.
                lane.Synchronise();
                entry.Value = value;
                return value;
            }
        }
    }

    /// <summary>What was made of a key before; null when nothing was; only inside a program of this scope.</summary>
    internal T? Found<T>(object key)
        where T : class
    {
        lock (_lock)
            return _entries.TryGetValue(new Key(key, typeof(T)), out Entry? entry) ? entry.Value as T : null;
    }

    /// <summary>Memory that belongs to the resident which is being made.</summary>
    internal static ArrayView<T> Keep<T>(DeviceLane lane, long length)
        where T : unmanaged
        => lane.Keeper is { } entry
            ? entry.Keep<T>(lane, length)
            : throw new InvalidOperationException("memory is kept for residents only");

    internal void Enter()
    {
        lock (_lock)
            _users++;
    }

    internal void Leave()
    {
        Entry[] entries;
        lock (_lock)
        {
            if (--_users > 0 || !_closed)
                return;
            // Under the lock that counts users: a program that comes later finds none of them.
            entries = TakeEntries();
        }
        Release(entries);
    }

    /// <summary>Gives up all residents; no program of this scope may run.</summary>
    internal void Evict()
    {
        Entry[] entries;
        lock (_lock)
            entries = TakeEntries();
        Release(entries);
    }

    private Entry[] TakeEntries()
    {
        Entry[] entries = [.. _entries.Values];
        _entries.Clear();
        return entries;
    }

    private void Release(Entry[] entries)
    {
        foreach (Entry entry in entries)
            entry.Release(Device.Pool);
    }

    private bool IsResident(PointCloud cloud)
    {
        lock (_lock)
            return _entries.ContainsKey(new Key(cloud, typeof(DeviceCloud)));
    }

    private readonly struct BringProgram(PointCloud cloud) : IDeviceProgram
    {
        public void Run(DeviceLane lane) => DeviceCloud.WithGaps(lane, cloud);
    }

    private readonly struct BringRowsProgram(FeatureMatrix rows) : IDeviceProgram
    {
        public void Run(DeviceLane lane) => DeviceRows.Bring(lane, rows);
    }

    private readonly struct MaskProgram(PointCloud cloud, PointCloud masked) : IDeviceProgram
    {
        public void Run(DeviceLane lane)
        {
            PointCloud made = masked;
            var kept = new byte[made.Count];
            for (int i = 0; i < kept.Length; i++)
                kept[i] = (byte)(made.X[i] != 0 || made.Y[i] != 0 || made.Z[i] != 0 ? 1 : 0);
            ArrayView<byte> mask = lane.Copy<byte>(kept);
            DeviceCloud source = DeviceCloud.WithGaps(lane, cloud);
            lane.Scope.Resident(made, lane, on => DeviceCloud.Masked(on, source, mask, made));
        }
    }

    private readonly ref struct SelectProgram(PointCloud cloud, ReadOnlySpan<int> indices, PointCloud chosen)
        : IDeviceProgram
    {
        private readonly ReadOnlySpan<int> _indices = indices;

        public void Run(DeviceLane lane)
        {
            ArrayView<int> order = lane.Copy(_indices);
            DeviceCloud source = DeviceCloud.WithGaps(lane, cloud);
            PointCloud made = chosen;
            lane.Scope.Resident(made, lane, on => DeviceCloud.Gathered(on, source, order, made));
        }
    }

    private readonly record struct Key(object Reference, Type Kind)
    {
        public bool Equals(Key other) => ReferenceEquals(Reference, other.Reference) && Kind == other.Kind;

        public override int GetHashCode() => HashCode.Combine(RuntimeHelpers.GetHashCode(Reference), Kind);
    }

    /// <summary>One resident and the memory that it keeps.</summary>
    internal sealed class Entry
    {
        private readonly List<MemoryBuffer1D<byte, Stride1D.Dense>> _blocks = [];

        public Lock Gate { get; } = new();

        public object? Value { get; set; }

        public IDisposable Making(DeviceLane lane)
        {
            Entry? before = lane.Keeper;
            lane.Keeper = this;
            return new Restore(lane, before);
        }

        public ArrayView<T> Keep<T>(DeviceLane lane, long length)
            where T : unmanaged
        {
            MemoryBuffer1D<byte, Stride1D.Dense> block = lane.Device.Pool.Rent(
                checked(length * Unsafe.SizeOf<T>()));
            _blocks.Add(block);
            return DeviceLane.ViewOf<T>(block, length);
        }

        public void Release(DevicePool pool)
        {
            foreach (MemoryBuffer1D<byte, Stride1D.Dense> block in _blocks)
                pool.Return(block);
            _blocks.Clear();
            Value = null;
        }

        private sealed class Restore(DeviceLane lane, Entry? before) : IDisposable
        {
            public void Dispose() => lane.Keeper = before;
        }
    }
}
