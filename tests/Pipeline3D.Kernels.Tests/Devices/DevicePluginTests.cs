using Pipeline3D.TestSupport;

namespace Pipeline3D.Kernels.Tests;

public sealed class DevicePluginTests
{
    [Fact]
    public void Load_AssemblyWithAProvider_OneOfIt()
        => Assert.IsType<SampleProvider>(Assert.Single(DevicePlugin.Load(typeof(SampleProvider).Assembly.Location)));

    [Fact]
    public void Load_NoFile_NoProviders()
    {
        using var folder = new TempFolder();
        Assert.Empty(DevicePlugin.Load(folder[DevicePlugin.IlgpuFile]));
    }

    [Fact]
    public void Load_NoAssembly_ErrorNamesTheFile()
    {
        using var folder = new TempFolder();
        string path = folder[DevicePlugin.IlgpuFile];
        File.WriteAllText(path, "no assembly");
        Assert.Contains(path, Assert.Throws<InvalidOperationException>(() => DevicePlugin.Load(path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AssemblyWithoutAProvider_ErrorSaysSo()
        => Assert.Contains("no public class", Assert.Throws<InvalidOperationException>(() =>
            DevicePlugin.Load(typeof(Geometry.PointCloud).Assembly.Location)).Message, StringComparison.Ordinal);
}
