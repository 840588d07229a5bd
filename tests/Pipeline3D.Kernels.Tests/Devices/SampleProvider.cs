namespace Pipeline3D.Kernels.Tests;

/// <summary>An adapter as a plugin has it, with host devices in place of GPUs.</summary>
public sealed class SampleProvider : IDeviceProvider
{
    public IReadOnlyList<string> Names => ["cuda:0", "opencl:0"];

    public IDevice Open(string name) => new HostDevice(1);
}
