using Pipeline3D.Blocks.Filters;
using Pipeline3D.Blocks.Methods;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.ThreeDSt;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Kernels;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Testing.Running;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Blocks.Tests;

/// <summary>A run's device: what blocks leave there goes with their item, and too little memory ends one
/// item.</summary>
[OnTheEmulator]
public sealed class RunDeviceTests : BlockTest
{
    [Fact]
    public async Task Run_TwoBlocksOnOneDevice_CloudStaysBetweenThemAndGoesWithItsItem()
    {
        using KernelDevice device = KernelDevice.Emulator();
        var run = new RunDevice(new DeviceChoice("emulator", device));
        var seen = new List<int>();
        (RunResult result, CollectSink<PreparedScan> sink) = await RunAsync(run, 5, count: 120, seen);

        Assert.Equal(5, result.Counts.Completed);
        Assert.Equal(0, run.Items);
        Assert.Equal(0, device.RentedBlocks);
        // Between the blocks the item held its cloud there.
        Assert.Equal(5, seen.Count);
        Assert.All(seen, residents => Assert.True(residents >= 1, $"{residents} residents"));
        (_, CollectSink<PreparedScan> cores) = await RunAsync(null, 5, count: 120, []);
        for (int i = 0; i < 5; i++)
            Assert.Equal(((GraphSample)cores.Items[i].Payload.Sample).Indices,
                ((GraphSample)sink.Items[i].Payload.Sample).Indices);
    }

    [Fact]
    public async Task Run_ScanLargerThanTheDevicesMemory_OneDeadLetterAndTheRestCompletes()
    {
        using KernelDevice device = KernelDevice.Emulator(memoryLimit: 60_000);
        var run = new RunDevice(new DeviceChoice("emulator", device));
        (RunResult result, _) = await RunAsync(run, 3, count: 100, [], large: 9000);

        Assert.Equal(3, result.Counts.Completed);
        DeadLetter letter = Assert.Single(result.DeadLetters);
        Assert.Equal(RejectReason.DeviceMemory, letter.Reason);
        Assert.Contains("the memory of emulator is exhausted", letter.Message, StringComparison.Ordinal);
        Assert.Equal(0, run.Items);
        Assert.Equal(0, device.RentedBlocks);
    }

    [Fact]
    public async Task Fit_BankLargerThanTheDevicesMemory_CoresTakeOverAndARemarkSaysSo()
    {
        using KernelDevice device = KernelDevice.Emulator(memoryLimit: 2_000);
        var run = new RunContext
        {
            Folder = Run.Folder, Device = new RunDevice(new DeviceChoice("emulator", device)),
        };
        var features = new FeatureMatrix(400, 5);
        for (int i = 0; i < features.Values.Length; i++)
            features.Values[i] = MathF.Sin(i * 1.7f);
        int[] picks = RunDevice.Compute(run, "a coreset", scope => OnDevice.Coreset(scope, features, 9));
        Assert.Equal(Coreset.Select(features, 9), picks);
        Assert.Contains("a coreset was computed on the cores: the memory of emulator is exhausted",
            Assert.Single(run.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_OnTheCores_Null()
    {
        var run = new RunContext { Folder = Run.Folder, Device = new RunDevice(new DeviceChoice("cpu", null)) };
        Assert.Null(RunDevice.Of(new BlockContext(new ItemId("made", "a", "test", "good", "b"), 1, run, default)));
        Assert.Null(RunDevice.Of(ContextOf("a")));
    }

    private async Task<(RunResult Result, CollectSink<PreparedScan> Sink)> RunAsync(
        RunDevice? device, int scans, int count, List<int> seen, int large = 0)
    {
        IEnumerable<Scan> payloads = Enumerable.Range(0, scans).Select(seed => TestScans.Ball(seed, count));
        if (large > 0)
            payloads = payloads.Prepend(TestScans.Ball(99, large));
        var graph = new Graph("device");
        var sink = new CollectSink<PreparedScan>();
        graph.From("scans", new PayloadSource<Scan>(payloads))
            .Then("thin", new SampleFarthestFilter(new SampleFarthestOptions { Count = 60 }))
            .Then("look", new LookFilter(seen))
            .Then("graph", new PrepareBlock(new ThreeDStOptions { Points = 0, Neighbours = 4 },
                MethodType.Of(typeof(ThreeDStMethod))!.Open()))
            .To("sink", sink);
        RunResult result = await graph.RunAsync(new RunOptions
        {
            Context = new RunContext { Folder = NewRun(Guid.NewGuid().ToString("N")).Folder, Device = device },
        }, TestContext.Current.CancellationToken);
        return (result, sink);
    }

    private sealed class LookFilter(List<int> seen) : TransformBlock3D<Scan, Scan>(new NoOptions())
    {
        public override ValueTask<Scan> TransformAsync(Scan input, BlockContext context)
        {
            if (RunDevice.Of(context) is { } scope)
                lock (seen)
                    seen.Add(scope.Residents);
            return new(input);
        }
    }
}
