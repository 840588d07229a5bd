using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Tests.Devices;

/// <summary>Sizes of pooled memory.</summary>
public sealed class DevicePoolTests
{
    [Theory]
    [InlineData(0, 256), InlineData(256, 256), InlineData(257, 320), InlineData(320, 320), InlineData(321, 384)]
    [InlineData(1000, 1024), InlineData(1025, 1280), InlineData(7_680_000, 8_388_608)]
    public void SizeOf_Bytes_NextQuarterStep(long bytes, long expected)
        => Assert.Equal(expected, DevicePool.SizeOf(bytes));

    [Fact]
    public void SizeOf_ManySizes_HoldsThemAndAtMostAQuarterMore()
    {
        var random = new Random(3);
        for (int i = 0; i < 10_000; i++)
        {
            long bytes = 257 + random.NextInt64(1L << (9 + (i % 30))), size = DevicePool.SizeOf(bytes);
            Assert.True(size >= bytes && size <= bytes * 1.25 + 1, $"{size} for {bytes} (seed 3, draw {i})");
            Assert.Equal(size, DevicePool.SizeOf(size));
        }
    }
}
