using Pipeline3D.Geometry;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.GpuCheck;

/// <summary>One kernel at one size, on the cores and on a device.</summary>
/// <param name="Kernel">Name of the kernel.</param>
/// <param name="Size">Its size in words, for the table.</param>
/// <param name="Cores">Runs it on the cores and gives its values.</param>
/// <param name="Device">Runs it on a device and gives its values; null for the cores is not used here.</param>
/// <param name="Resident">The cloud that stays on the device between blocks of one item; null when there is
/// none.</param>
/// <param name="Torch">Name of the operation that the torch script times beside it; empty for none.</param>
/// <param name="Tolerance">How far a value may lie from the cores', as a share of the largest.</param>
/// <param name="MayDiffer">Share of values that may lie farther: ties and borders that fall the other way.</param>
internal sealed record KernelCase(string Kernel, string Size, Func<float[]> Cores, Func<DeviceScope, float[]> Device,
    PointCloud? Resident = null, string Torch = "", double Tolerance = 1e-5, double MayDiffer = 0.001);
