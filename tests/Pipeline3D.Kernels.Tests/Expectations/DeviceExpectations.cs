using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Tests.Expectations;

/// <summary>Base of what holds on every device: one device for all tests of a class, and at the end of each test all
/// of its memory is back.</summary>
public abstract class DeviceExpectations : IClassFixture<TestDevice>, IDisposable
{
    protected DeviceExpectations(TestDevice fixture)
    {
        Device = fixture.Device;
        Scope = Device.Open();
    }

    protected KernelDevice Device { get; }

    /// <summary>The scope of one item.</summary>
    protected DeviceScope Scope { get; }

    public void Dispose()
    {
        Scope.Dispose();
        Device.Models.Evict();
        Assert.Equal(0, Device.RentedBlocks);
        GC.SuppressFinalize(this);
    }
}
