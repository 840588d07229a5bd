using Pipeline3D.Core;
using Pipeline3D.Kernels;

namespace Pipeline3D.Blocks;

/// <summary>The device of a run, shared by all of its blocks: programs of parallel blocks take turns on its one
/// queue.</summary>
/// <param name="choice">The device; none means Geometry's own algorithms on the cores.</param>
public sealed class RunDevice(DeviceChoice choice) : IRunDevice
{
    /// <inheritdoc/>
    public string Name => choice.Name;

    /// <summary>Where kernels of a run go; null on the cores.</summary>
    internal static IDevice? Of(RunContext run)
        => run.Device is RunDevice device && device.Choice.TryGetDevice(out IDevice? kernels) ? kernels : null;

    private DeviceChoice Choice => choice;
}
