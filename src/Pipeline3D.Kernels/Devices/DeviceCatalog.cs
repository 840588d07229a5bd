using System.Globalization;

namespace Pipeline3D.Kernels.Devices;

/// <summary>The devices of this machine by name, each opened at most once, so that all of its users share it.</summary>
/// <remarks>
/// Names: <c>cpu</c> is Geometry's own algorithms on the cores, with no device between; <c>cuda:N</c> and
/// <c>opencl:N</c> are GPUs; <c>auto</c> is the first of those, or <c>cpu</c> when there is none; <c>emulator</c> is
/// ILGPU's CPU accelerator, which debugs kernels and is never chosen by <c>auto</c>. Drivers are looked for at the
/// first
/// question that needs them, so that a run on <c>cpu</c> costs nothing. Safe for several threads.
/// </remarks>
public sealed class DeviceCatalog : IDisposable
{
    /// <summary>Name of the cores.</summary>
    public const string Cpu = "cpu";

    /// <summary>Name of ILGPU's CPU accelerator.</summary>
    public const string Emulator = "emulator";

    /// <summary>Name of the best GPU, or the cores.</summary>
    public const string Auto = "auto";

    // The portable kernels on the cores had a name of their own, before Geometry's algorithms served both.
    private const string FormerHost = "host";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, KernelDevice> _open = [];
    private readonly Lazy<IReadOnlyList<DeviceListing>> _found;
    private readonly Func<DeviceListing, KernelDevice> _opener;
    private bool _disposed;

    /// <summary>A catalogue of this machine.</summary>
    public DeviceCatalog()
        : this(DeviceDiscovery.List)
    {
    }

    internal DeviceCatalog(
        Func<IReadOnlyList<DeviceListing>> discover, Func<DeviceListing, KernelDevice>? open = null)
        => (_found, _opener) = (new(discover), open ?? DeviceDiscovery.Open);

    /// <summary>All devices and, for the kinds of which there is none, why; looks for drivers.</summary>
    public IReadOnlyList<DeviceListing> Devices => _found.Value;

    /// <summary>The names that can be chosen; looks for drivers.</summary>
    public IReadOnlyList<string> Names
        => [Auto, Cpu, .. Devices.Where(device => device.IsUsable).Select(device => device.Name), Emulator];

    /// <summary>Finds and opens a device.</summary>
    /// <param name="name">One of <see cref="Names"/>; case does not matter.</param>
    /// <returns>The name that was meant, never <c>auto</c>, and the device; null for the cores. It belongs to the
    /// catalogue.</returns>
    /// <exception cref="ArgumentException">There is no such device, or it cannot be opened; the message says why and
    /// lists those that are.</exception>
    public DeviceChoice Choose(string name)
    {
        string wanted = name.ToLowerInvariant();
        if (wanted == Auto)
            wanted = Devices.FirstOrDefault(device => device.IsUsable)?.Name ?? Cpu;
        if (wanted is Cpu or FormerHost)
            return new DeviceChoice(Cpu, null);
        DeviceListing? listing = null;
        if (wanted != Emulator)
        {
            listing = Devices.FirstOrDefault(device => device.Name == wanted);
            if (listing is not { IsUsable: true })
                throw new ArgumentException(Missing(name, wanted, listing));
        }
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_open.TryGetValue(wanted, out KernelDevice? device))
                _open.Add(wanted, device = Open(name, listing));
            return new DeviceChoice(wanted, device);
        }
    }

    /// <summary>Closes all devices it opened.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (KernelDevice device in _open.Values)
                device.Dispose();
            _open.Clear();
        }
    }

    private KernelDevice Open(string name, DeviceListing? listing)
    {
        try
        {
            return listing is null ? KernelDevice.Emulator() : _opener(listing);
        }
        catch (Exception cause) when (DeviceDiscovery.IsOfTheDriver(cause))
        {
            throw new ArgumentException($"device '{name}' cannot be opened: {cause.Message}; look whether another "
                + "program holds it, update its driver, or compute on cpu", cause);
        }
    }

    private string Missing(string name, string wanted, DeviceListing? listing)
    {
        string kind = wanted.Split(':')[0];
        string? why = listing?.Problem
            ?? Devices.FirstOrDefault(device => device.Kind == kind && !device.IsUsable)?.Problem;
        string reason = why is null ? "" : string.Create(CultureInfo.InvariantCulture, $": {why}");
        return $"there is no device '{name}' here{reason}; there are {string.Join(", ", Names)}; "
            + "'pipeline3d devices' says more";
    }
}
