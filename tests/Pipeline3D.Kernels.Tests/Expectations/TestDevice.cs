using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Tests.Expectations;

/// <summary>The device that the expectations of one class run on: ILGPU's CPU accelerator, or the one that
/// PIPELINE3D_DEVICE names, for example cuda:0.</summary>
public sealed class TestDevice : IDisposable
{
    private readonly DeviceCatalog _catalog = new();

    public TestDevice() => Device = _catalog.Choose(Name).Device
        ?? throw new InvalidOperationException($"PIPELINE3D_DEVICE is {Name}: the expectations are about devices");

    /// <summary>Name of the device.</summary>
    public static string Name => Environment.GetEnvironmentVariable("PIPELINE3D_DEVICE") is { Length: > 0 } name
        ? name : DeviceCatalog.Emulator;

    /// <summary>Whether sums are those of the cores bit by bit; GPUs fuse multiply and add.</summary>
    public static bool IsExact => Name == DeviceCatalog.Emulator;

    public KernelDevice Device { get; }

    public void Dispose() => _catalog.Dispose();
}
