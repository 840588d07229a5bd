namespace Pipeline3D.Kernels.Tests;

/// <summary>Base of what holds on every device: at the end of each test all buffers are back.</summary>
public abstract class DeviceExpectations(IDevice device) : IDisposable
{
    protected IDevice Device => device;

    public void Dispose()
    {
        Assert.Equal(0, device.RentedBuffers);
        device.Dispose();
        GC.SuppressFinalize(this);
    }
}
