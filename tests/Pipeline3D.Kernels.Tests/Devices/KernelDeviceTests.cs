using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Neighbours;
using Pipeline3D.Kernels.Sampling;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Kernels.Tests.Devices;

/// <summary>Lanes, residents and memory, on ILGPU's CPU accelerator.</summary>
public sealed class KernelDeviceTests
{
    [Fact]
    public void Residents_SameCloudTwice_CopiedOnceAndReleasedWithTheScope()
    {
        using KernelDevice device = KernelDevice.Emulator();
        PointCloud cloud = TestClouds.Of("cube", 100);
        DeviceScope scope = device.Open();
        NearestOp.Search(scope, cloud, 3);
        int residents = scope.Residents, blocks = device.RentedBlocks;
        NearestOp.CountWithin(scope, cloud, 0.1);
        FarthestPointOp.Select(scope, cloud, 5);
        Assert.Equal(residents, scope.Residents);
        Assert.Equal(blocks, device.RentedBlocks);
        Assert.True(blocks > 0);
        scope.Dispose();
        Assert.Equal(0, device.RentedBlocks);
        Assert.Equal(0, scope.Residents);
    }

    [Fact]
    public void Select_OfACloudThatIsNotResident_NothingIsCopied()
    {
        using KernelDevice device = KernelDevice.Emulator();
        using DeviceScope scope = device.Open();
        PointCloud chosen = scope.Select(TestClouds.Of("cube", 10), [3, 1]);
        Assert.Equal(2, chosen.Count);
        Assert.Equal(0, scope.Residents);
    }

    [Fact]
    public void Run_MemoryTakenByOthersResidents_TheyGiveWay()
    {
        // Room for one cloud of 10,000 points and what its program needs, not for two.
        using KernelDevice device = KernelDevice.Emulator(memoryLimit: 250_000);
        PointCloud first = TestClouds.Of("cube", 10_000, 1), second = TestClouds.Of("cube", 10_000, 2);
        using DeviceScope one = device.Open(), other = device.Open();
        int[] expected = FarthestPoints.Select(second, 2).Index;
        FarthestPointOp.Select(one, first, 2);
        Assert.Equal(1, one.Residents);
        Assert.Equal(expected, FarthestPointOp.Select(other, second, 2).Index);
        Assert.Equal(0, one.Residents);
        Assert.Equal(1, other.Residents);
    }

    [Fact]
    public void Run_MoreThanTheDeviceHolds_OneExceptionThatSaysSoAndTheDeviceGoesOn()
    {
        using KernelDevice device = KernelDevice.Emulator(memoryLimit: 100_000);
        using DeviceScope scope = device.Open();
        DeviceMemoryException failure = Assert.Throws<DeviceMemoryException>(() =>
            FarthestPointOp.Select(scope, TestClouds.Of("cube", 10_000), 2));
        Assert.Contains("the memory of emulator is exhausted", failure.Message, StringComparison.Ordinal);
        Assert.Equal([0, 1], FarthestPointOp.Select(scope, TestClouds.Of("pair", 2), 2).Index);
    }

    [Fact]
    public async Task Run_FromManyThreads_EachItsOwnResult()
    {
        using KernelDevice device = KernelDevice.Emulator(lanes: 2);
        await Parallel.ForEachAsync(Enumerable.Range(0, 24), new ParallelOptions { MaxDegreeOfParallelism = 6 },
            (seed, stop) =>
            {
                PointCloud cloud = TestClouds.Of("cube", 60 + seed, seed);
                using DeviceScope scope = device.Open();
                NearestNeighbours found = NearestOp.Search(scope, cloud, 4, stop: stop);
                Assert.True(new KdTree(cloud).Nearest(4, includeSelf: false, 1, stop).Index.SequenceEqual(found.Index),
                    $"seed {seed}");
                return ValueTask.CompletedTask;
            });
        Assert.Equal(0, device.RentedBlocks);
    }

    [Fact]
    public void Run_Stopped_ThrowsAndGivesAllMemoryBack()
    {
        using KernelDevice device = KernelDevice.Emulator();
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        using (DeviceScope scope = device.Open())
            Assert.ThrowsAny<OperationCanceledException>(() =>
                FarthestPointOp.Select(scope, TestClouds.Of("cube", 50), 20, 0, stop.Token));
        Assert.Equal(0, device.RentedBlocks);
    }

    [Fact]
    public void Dispose_WhileAProgramRuns_ItsResidentsStayUntilItEnds()
    {
        using KernelDevice device = KernelDevice.Emulator();
        DeviceScope scope = device.Open();
        PointCloud cloud = TestClouds.Of("cube", 20);
        scope.Run(new DisposingProgram(scope, cloud), TestContext.Current.CancellationToken);
        Assert.Equal(0, scope.Residents);
        Assert.Equal(0, device.RentedBlocks);
    }

    [Fact]
    public void Dispose_Twice_AndLaterRunsAreRefused()
    {
        KernelDevice device = KernelDevice.Emulator();
        DeviceScope scope = device.Open();
        device.Dispose();
        device.Dispose();
        Assert.Throws<ObjectDisposedException>(() => FarthestPointOp.Select(scope, TestClouds.Of("pair", 2), 1));
    }

    private readonly struct DisposingProgram(DeviceScope scope, PointCloud cloud) : IDeviceProgram
    {
        public void Run(DeviceLane lane)
        {
            DeviceCloud made = DeviceCloud.Of(lane, cloud);
            scope.Dispose();
            Assert.Equal(1, scope.Residents);
            Assert.Same(made, DeviceCloud.Of(lane, cloud));
        }
    }
}
