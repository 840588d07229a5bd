namespace Pipeline3D.Kernels.Devices;

/// <summary>What a run computes on.</summary>
/// <param name="Name">The resolved name for manifests: <c>cpu</c>, <c>cuda:0</c>; never <c>auto</c>.</param>
/// <param name="Device">The device; null for the cores, where Geometry's own algorithms do the work. It belongs to the
/// catalogue: do not dispose it.</param>
public sealed record DeviceChoice(string Name, KernelDevice? Device);
