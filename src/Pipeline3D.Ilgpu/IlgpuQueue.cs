using ILGPU;
using ILGPU.Runtime;

namespace Pipeline3D.Kernels.Ilgpu;

/// <summary>Launches one program's kernels on the device's default stream.</summary>
internal sealed class IlgpuQueue(IlgpuDevice device, CancellationToken stop)
    : IDeviceQueue<DeviceBuffer<float>, DeviceInts, DeviceKeys>
{
    public IDeviceMemory<float, DeviceBuffer<float>> Floats => device.Floats;

    public IDeviceMemory<int, DeviceInts> Ints => device.Ints;

    public IDeviceMemory<ulong, DeviceKeys> Keys => device.Keys;

    public void Launch<TK>(int count, TK body)
        where TK : struct, IKernelBody
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        stop.ThrowIfCancellationRequested();
        // ILGPU refuses an empty launch.
        if (count > 0)
            device.LauncherOf<TK>()(count, body);
    }

    public void Synchronise()
    {
        device.Accelerator.DefaultStream.Synchronize();
        stop.ThrowIfCancellationRequested();
    }
}
