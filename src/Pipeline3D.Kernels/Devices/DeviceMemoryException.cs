using System.Globalization;

namespace Pipeline3D.Kernels.Devices;

/// <summary>The memory of a device does not hold what one program needs, although nothing else used it.</summary>
public sealed class DeviceMemoryException : Exception
{
    internal DeviceMemoryException(string device, long wanted, long held, Exception? cause = null)
        : base(string.Create(CultureInfo.InvariantCulture, $"the memory of {device} is exhausted: {wanted} bytes more "
            + $"were wanted beside {held} bytes; use a device with more memory, thin the scan or compute on cpu"),
            cause)
        => (Device, Wanted, Held) = (device, wanted, held);

    /// <summary>Name of the device.</summary>
    public string Device { get; }

    /// <summary>The allocation that failed; bytes.</summary>
    public long Wanted { get; }

    /// <summary>What was allocated before; bytes.</summary>
    public long Held { get; }
}
