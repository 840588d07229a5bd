using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Tests.Devices;

/// <summary>Copies on the host, on one thread and on several.</summary>
public sealed class HostCopyTests
{
    [Theory, InlineData(0), InlineData(1000), InlineData(1 << 20), InlineData((5 << 19) + 3)]
    public void Run_AnyLength_AllBytesAndNoneBeyond(int length)
    {
        var from = new byte[length];
        new Random(length).NextBytes(from);
        var to = new byte[length + 2];
        HostCopy.Run(from, to.AsSpan(1, length));
        Assert.True(to.AsSpan(1, length).SequenceEqual(from));
        Assert.Equal((0, 0), (to[0], to[^1]));
    }

    [Fact]
    public void Run_TargetTooShort_Refused()
        => Assert.ThrowsAny<ArgumentException>(() => HostCopy.Run(new byte[3 << 20], new byte[1 << 20]));
}
