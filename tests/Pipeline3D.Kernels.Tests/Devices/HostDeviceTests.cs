using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels.Tests;

public sealed class HostDeviceTests
{
    [Fact]
    public void Run_EveryOp_SameBitsAtAnyNumberOfThreads()
    {
        byte[] one = Digest.OfEveryOp(new HostDevice(1)), two = Digest.OfEveryOp(new HostDevice(2)),
            seven = Digest.OfEveryOp(new HostDevice(7));
        Assert.True(one.Length > 100_000, $"only {one.Length} bytes of results");
        Assert.True(one.SequenceEqual(two), "2 threads give other bits than 1");
        Assert.True(one.SequenceEqual(seven), "7 threads give other bits than 1");
    }

    [Fact]
    public void Run_EveryOp_ReturnsAllBuffersAndRentsTheSameAgain()
    {
        using var device = new HostDevice(2);
        Digest.OfEveryOp(device);
        Assert.Equal(0, device.RentedBuffers);
        long bytes = device.PooledBytes;
        Assert.True(bytes > 0);
        Digest.OfEveryOp(device);
        Assert.Equal(0, device.RentedBuffers);
        Assert.Equal(bytes, device.PooledBytes);
        device.Trim();
        Assert.Equal(0, device.PooledBytes);
    }

    [Fact]
    public void Run_ProgramFails_ReturnsAllBuffers()
    {
        using var device = new HostDevice(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => device.Run(new OutsideProgram()));
        Assert.Equal(0, device.RentedBuffers);
        Assert.True(device.PooledBytes > 0);
    }

    [Fact]
    public void Run_Stopped_EndsAndReturnsAllBuffers()
    {
        using var device = new HostDevice(2);
        PointCloud cloud = Clouds.Of("cube", 50);
        var stopped = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() => FarthestPointOp.Select(
            device, PointSpans.Of(cloud), 0, new int[5], new float[5], stopped));
        Assert.Equal(0, device.RentedBuffers);
    }

    [Fact]
    public void Run_ManyCallersAtOnce_EachItsOwnResult()
    {
        using var device = new HostDevice(2);
        PointCloud[] clouds = [.. Enumerable.Range(1, 8).Select(seed => Clouds.Of("cube", 100 + seed, seed))];
        var orders = new int[8][];
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            FarthestPointOp.Select(device, PointSpans.Of(clouds[i]), 0, orders[i] = new int[50], new float[50]));
        for (int i = 0; i < 8; i++)
            Assert.Equal(FarthestPoints.Select(clouds[i], 50).Index, orders[i]);
        Assert.Equal(0, device.RentedBuffers);
    }

    [Fact]
    public void Run_Disposed_Throws()
    {
        var device = new HostDevice();
        device.Dispose();
        Assert.Throws<ObjectDisposedException>(() => device.Run(new OutsideProgram()));
    }

    [Fact]
    public void Launch_ZeroIndices_NothingRuns()
    {
        using var device = new HostDevice();
        device.Run(new CountProgram(0, new int[1], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => device.Run(new CountProgram(-1, new int[1], 0)));
    }

    [Theory]
    [InlineData(1, 1), InlineData(1, 64), InlineData(2, 65), InlineData(3, 1000), InlineData(8, 100_001)]
    public void Launch_AnyCount_EveryIndexOnce(int threads, int count)
    {
        using var device = new HostDevice(threads);
        device.Run(new CountProgram(count, new int[count], 1));
    }

    [Fact]
    public void Atomics_ManyThreads_LeastLargestAndSum()
    {
        using var device = new HostDevice(8);
        var keys = new ulong[2];
        var sum = new int[1];
        device.Run(new AtomicsProgram(keys, sum));
        Assert.Equal([17UL, (7UL * 9_999) + 17], keys);
        Assert.Equal(20_000, sum[0]);
    }

    private struct OutsideProgram : IDeviceProgram
    {
        public readonly void Run<TF, TI, TU>(IDeviceQueue<TF, TI, TU> queue)
            where TF : struct, IBuffer<float>
            where TI : struct, IAtomicInt32
            where TU : struct, IAtomicUInt64
        {
            // The pool's block is longer than 3, the buffer is not.
            queue.Launch(4, new FillKernel<int, TI> { Target = queue.Ints.Rent(3) });
        }
    }

    private readonly struct CountProgram(int count, int[] seen, int expected) : IDeviceProgram
    {
        public void Run<TF, TI, TU>(IDeviceQueue<TF, TI, TU> queue)
            where TF : struct, IBuffer<float>
            where TI : struct, IAtomicInt32
            where TU : struct, IAtomicUInt64
        {
            TI counts = queue.FilledInts(seen.Length, 0);
            queue.Launch(count, new CountKernel<TI> { Counts = counts });
            queue.Synchronise();
            queue.Ints.Download(counts, seen);
            foreach (int times in seen)
                Assert.Equal(expected, times);
        }
    }

    private struct CountKernel<TI> : IKernelBody
        where TI : struct, IBuffer<int>
    {
        public TI Counts;

        public void Execute(int index) => Counts[index]++;
    }

    private readonly struct AtomicsProgram(ulong[] keys, int[] sum) : IDeviceProgram
    {
        public void Run<TF, TI, TU>(IDeviceQueue<TF, TI, TU> queue)
            where TF : struct, IBuffer<float>
            where TI : struct, IAtomicInt32
            where TU : struct, IAtomicUInt64
        {
            TU both = queue.Keys.Copy(new ulong[] { ulong.MaxValue, 0 });
            TI total = queue.Ints.Copy(new int[] { 0 });
            queue.Launch(10_000, new AtomicsKernel<TI, TU> { Keys = both, Sum = total });
            queue.Keys.Download(both, keys);
            queue.Ints.Download(total, sum);
        }
    }

    private struct AtomicsKernel<TI, TU> : IKernelBody
        where TI : struct, IAtomicInt32
        where TU : struct, IAtomicUInt64
    {
        public TI Sum;
        public TU Keys;

        public void Execute(int index)
        {
            // Indices in a shuffled order of values, so that least and largest come in the middle.
            ulong value = (ulong)(7 * (index * 3_331L % 10_000)) + 17;
            Keys.AtomicMin(0, value);
            Keys.AtomicMax(1, value);
            Sum.AtomicAdd(0, 2);
        }
    }
}
