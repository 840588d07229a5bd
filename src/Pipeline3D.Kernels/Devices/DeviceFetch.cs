using System.Runtime.InteropServices;

namespace Pipeline3D.Kernels.Devices;

/// <summary>Values on their way from the device; there once the lane was synchronised.</summary>
internal readonly struct DeviceFetch<T>(Memory<byte> staging)
    where T : unmanaged
{
    /// <summary>Copies them to where they are wanted; call after the wait and within the program.</summary>
    public void CopyTo(Span<T> values) => HostCopy.Run(staging.Span, MemoryMarshal.AsBytes(values));
}
