namespace Pipeline3D.Kernels.Tests;

public sealed class DeviceCatalogTests
{
    [Fact]
    public void Choose_Auto_FirstOfTheAdaptersElseCpu()
    {
        using var bare = new DeviceCatalog([]);
        DeviceChoice choice = bare.Choose("auto");
        Assert.Equal("cpu", choice.Name);
        Assert.False(choice.TryGetDevice(out _));
        using var rich = new DeviceCatalog([new SampleProvider()]);
        choice = rich.Choose("AUTO");
        Assert.Equal("cuda:0", choice.Name);
        Assert.True(choice.TryGetDevice(out _));
        Assert.Equal(["auto", "cpu", "host", "cuda:0", "opencl:0"], rich.Names);
    }

    [Fact]
    public void Choose_SameNameTwice_OneDeviceWithOneQueue()
    {
        using var catalog = new DeviceCatalog([], hostThreads: 3);
        Assert.True(catalog.Choose("host").TryGetDevice(out IDevice? first));
        Assert.True(catalog.Choose("Host").TryGetDevice(out IDevice? second));
        Assert.Same(first, second);
        Assert.Equal(3, Assert.IsType<HostDevice>(first).Threads);
    }

    [Theory, InlineData("cuda:3"), InlineData("gpu"), InlineData("")]
    public void Choose_Unknown_ErrorNamesWhatExists(string name)
    {
        using var catalog = new DeviceCatalog([new SampleProvider()]);
        string message = Assert.Throws<ArgumentException>(() => catalog.Choose(name)).Message;
        Assert.Contains($"no device '{name}'", message, StringComparison.Ordinal);
        Assert.Contains("auto, cpu, host, cuda:0, opencl:0", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_GpuWithoutAdapter_ErrorSaysWhatToBuild()
    {
        using var catalog = new DeviceCatalog([]);
        Assert.Contains("-p:Gpu=true", Assert.Throws<ArgumentException>(() => catalog.Choose("cuda:0")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_OpenDevices_AreClosed()
    {
        var catalog = new DeviceCatalog([]);
        Assert.True(catalog.Choose("host").TryGetDevice(out IDevice? device));
        catalog.Dispose();
        Assert.Throws<ObjectDisposedException>(() => PlaneOp.CountInliers(
            device, PointSpans.Of(Clouds.Of("cube", 3)), [0, 0, 1, 0], 1, new int[1]));
        Assert.Throws<ObjectDisposedException>(() => catalog.Choose("host"));
    }
}
