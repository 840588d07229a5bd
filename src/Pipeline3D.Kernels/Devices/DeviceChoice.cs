using System.Diagnostics.CodeAnalysis;

namespace Pipeline3D.Kernels;

/// <summary>What a run computes on.</summary>
public sealed class DeviceChoice
{
    private readonly IDevice? _device;

    internal DeviceChoice(string name, IDevice? device) => (Name, _device) = (name, device);

    /// <summary>The resolved name for manifests: <c>cpu</c>, <c>host</c>, <c>cuda:0</c>; never <c>auto</c>.</summary>
    public string Name { get; }

    /// <summary>The device that runs portable kernels.</summary>
    /// <param name="device">The device. It belongs to the catalogue; do not dispose it.</param>
    /// <returns>False for <c>cpu</c>: Geometry's own algorithms do the work, with no device between.</returns>
    public bool TryGetDevice([NotNullWhen(true)] out IDevice? device)
    {
        device = _device;
        return device is not null;
    }
}
