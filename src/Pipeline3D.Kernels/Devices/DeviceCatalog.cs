namespace Pipeline3D.Kernels;

/// <summary>The devices of this machine by name, each opened at most once, so that all of its users share one
/// queue.</summary>
/// <remarks>
/// Names: <c>cpu</c> is Geometry's own algorithms, the fastest on cores; <c>host</c> is the portable kernels on the
/// same cores; <c>cuda:N</c> and <c>opencl:N</c> come from an adapter; <c>auto</c> is the adapter's first device, or
/// <c>cpu</c> when there is none. Safe for several threads.
/// </remarks>
public sealed class DeviceCatalog : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, IDevice> _open = [];
    private readonly Dictionary<string, IDeviceProvider> _providers = [];
    private readonly List<string> _names = [];
    private readonly int _hostThreads;
    private bool _disposed;

    /// <summary>Makes a catalogue.</summary>
    /// <param name="providers">Adapters; on equal names the first one counts.</param>
    /// <param name="hostThreads">Most threads of the host device; 0 = one per core.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="hostThreads"/> is negative.</exception>
    public DeviceCatalog(IEnumerable<IDeviceProvider> providers, int hostThreads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hostThreads);
        _hostThreads = hostThreads;
        foreach (IDeviceProvider provider in providers)
            foreach (string name in provider.Names)
                if (_providers.TryAdd(name, provider))
                    _names.Add(name);
    }

    /// <summary>All names that can be chosen: <c>auto</c>, <c>cpu</c>, <c>host</c>, then the adapters' best
    /// first.</summary>
    public IReadOnlyList<string> Names => ["auto", "cpu", "host", .. _names];

    /// <summary>Finds and opens a device.</summary>
    /// <param name="name">One of <see cref="Names"/>; case does not matter.</param>
    /// <exception cref="ArgumentException">There is no such device; the message lists those that exist.</exception>
    public DeviceChoice Choose(string name)
    {
        string wanted = name.ToLowerInvariant();
        if (wanted == "auto")
            wanted = _names.Count > 0 ? _names[0] : "cpu";
        if (wanted == "cpu")
            return new DeviceChoice(wanted, null);
        if (wanted != "host" && !_providers.ContainsKey(wanted))
            throw new ArgumentException(
                $"there is no device '{name}' here; there are {string.Join(", ", Names)}{Hint(wanted)}", nameof(name));
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_open.TryGetValue(wanted, out IDevice? device))
            {
                device = wanted == "host" ? new HostDevice(_hostThreads) : _providers[wanted].Open(wanted);
                _open.Add(wanted, device);
            }
            return new DeviceChoice(wanted, device);
        }
    }

    /// <summary>Closes all devices it opened.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (IDevice device in _open.Values)
                device.Dispose();
            _open.Clear();
        }
    }

    private string Hint(string wanted)
        => _names.Count == 0 && (wanted.StartsWith("cuda", StringComparison.Ordinal)
            || wanted.StartsWith("opencl", StringComparison.Ordinal))
            ? "; for GPUs build Pipeline3D.Ilgpu with -p:Gpu=true and put it beside the program" : "";
}
