using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Tests.Devices;

/// <summary>Names of devices, and what is said about those that are not there.</summary>
public sealed class DeviceCatalogTests
{
    private static readonly DeviceListing[] OneOfEach =
    [
        new("cuda", "cuda", -1, "", "no NVIDIA driver"),
        new("opencl:0", "opencl", 0, "a slow one", "it computes on the cores"),
    ];

    [Theory, InlineData("cpu"), InlineData("CPU"), InlineData("host"), InlineData("emulator")]
    public void Choose_WithoutAGpu_LooksForNoDriver(string name)
    {
        using var catalog = new DeviceCatalog(() => throw new InvalidOperationException("looked for drivers"));
        DeviceChoice choice = catalog.Choose(name);
        Assert.Equal(name == "emulator" ? "emulator" : "cpu", choice.Name);
        Assert.Equal(name == "emulator", choice.Device is not null);
    }

    [Fact]
    public void Choose_AutoWithoutUsableDevice_Cores()
    {
        using var catalog = new DeviceCatalog(() => OneOfEach);
        Assert.Equal(new DeviceChoice("cpu", null), catalog.Choose("auto"));
        Assert.Equal(["auto", "cpu", "emulator"], catalog.Names);
    }

    [Theory]
    [InlineData("cuda:3", "no NVIDIA driver"), InlineData("opencl:0", "it computes on the cores")]
    [InlineData("opencl:1", "it computes on the cores"), InlineData("tpu", "there is no device 'tpu' here; there are")]
    public void Choose_NotThere_SaysWhyAndWhatThereIs(string name, string reason)
    {
        using var catalog = new DeviceCatalog(() => OneOfEach);
        string message = Assert.Throws<ArgumentException>(() => catalog.Choose(name)).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains("auto, cpu, emulator", message, StringComparison.Ordinal);
        Assert.Contains("pipeline3d devices", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_Twice_TheSameDevice()
    {
        using var catalog = new DeviceCatalog(() => []);
        Assert.Same(catalog.Choose("emulator").Device, catalog.Choose("Emulator").Device);
    }

    [Theory]
    [InlineData(false, 0, "no NVIDIA driver"), InlineData(true, 10_020, "knows CUDA 10.2 at most, 11.0 is needed")]
    [InlineData(true, 11_000, null), InlineData(true, 13_000, null)]
    public void ProblemOfDriver_AnyVersion_SentenceOrNone(bool isThere, int version, string? expected)
    {
        string? problem = DeviceDiscovery.ProblemOfDriver(isThere, version);
        if (expected is null)
            Assert.Null(problem);
        else
            Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_DeviceWhoseDriverFails_OneSentence()
    {
        using var catalog = new DeviceCatalog(() => [new("cuda:0", "cuda", 0, "a card", null)],
            _ => throw new NotSupportedException("the driver is out of order"));
        Assert.Contains("device 'cuda:0' cannot be opened: the driver is out of order; look whether",
            Assert.Throws<ArgumentException>(() => catalog.Choose("cuda:0")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Guarded_DriverFailsWhileListing_IsTheReasonAndOtherFailuresAreNot()
    {
        DeviceListing listing = Assert.Single(DeviceDiscovery.Guarded("cuda",
            () => throw new EntryPointNotFoundException("cuInit")));
        Assert.False(listing.IsUsable);
        Assert.Contains("its driver failed: cuInit", listing.Problem, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => DeviceDiscovery.Guarded("cuda",
            () => throw new InvalidOperationException("a fault of ours")));
    }

    [Fact]
    public void List_OnThisMachine_OneLineAtLeastForEachKind()
    {
        IReadOnlyList<DeviceListing> found = DeviceDiscovery.List();
        Assert.Contains(found, device => device.Kind == "cuda");
        Assert.Contains(found, device => device.Kind == "opencl");
        Assert.All(found, device => Assert.True(device.IsUsable ? device.Index >= 0 : device.Problem!.Length > 10));
    }
}
