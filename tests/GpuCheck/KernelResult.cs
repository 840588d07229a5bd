namespace Pipeline3D.GpuCheck;

/// <summary>What was measured of one case; milliseconds.</summary>
/// <param name="Kernel">Name of the kernel.</param>
/// <param name="Size">Its size.</param>
/// <param name="CoresBest">Best run on the cores; null where they were timed before.</param>
/// <param name="First">First run on the device: the kernel is compiled in it.</param>
/// <param name="Steady">Best later run, copies to the device and back included.</param>
/// <param name="Resident">Best later run with what stays on the device there already; null where nothing
/// stays.</param>
/// <param name="Kernels">Least sum over the launches of such a run by the device's own events; null where nothing
/// stays.</param>
/// <param name="Launches">Number of those launches.</param>
/// <param name="CopyIn">Best copy of that to the device alone; null where it is not a cloud or rows.</param>
/// <param name="Differs">Share of values farther from the cores' than the case allows.</param>
/// <param name="Agrees">Whether that share is allowed.</param>
/// <param name="Torch">Best run of torch's own operation on the same device; null where it was not measured.</param>
internal sealed record KernelResult(string Kernel, string Size, double? CoresBest, double First, double Steady,
    double? Resident, double? Kernels, int? Launches, double? CopyIn, double Differs, bool Agrees, double? Torch);
