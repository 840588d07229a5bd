using Pipeline3D.Core.Options;
using Pipeline3D.Detection.AnoGan;
using Pipeline3D.Detection.Cells;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Detection.Tests.AnoGan;

public sealed class AnoGanTaskTests
{
    private static readonly VoxelGanOptions Small = new()
    {
        Side = 4, Channels = 2, Stages = 1, Code = 3, Epochs = 2, EncoderEpochs = 2, EpochSteps = 2, BatchSize = 2,
        CriticSteps = 3, Augmentations = 2,
    };

    public AnoGanTaskTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    [Fact]
    public void Learn_TwoPhases_ChangeTheirOwnNetworksAlone()
    {
        using var lane = new DeviceLane("cpu", 1);
        var task = new AnoGanTask<CloudSample>(Samples(), Small, lane);
        Assert.Equal(["generator", "critic", "encoder"], task.Parts.Select(part => part.Name));
        float[][] begin = Copies(task);
        task.Learn([0], 1, TestContext.Current.CancellationToken);
        float[][] played = Copies(task);
        Assert.Equal([1, 3, 0], task.Parts.Select(part => part.Adam.Steps));
        Assert.Equal([true, true, false], Changed(begin, played));
        Assert.True(task.Learn([0], 3, TestContext.Current.CancellationToken) > 0);
        Assert.Equal([1, 3, 1], task.Parts.Select(part => part.Adam.Steps));
        Assert.Equal([false, false, true], Changed(played, Copies(task)));
        Assert.Equal(task.Parts[2].Weights, task.Weights[..task.Parts[2].Weights.Length]);
    }

    /// <summary>Ended in either phase and gone on: the same as never ended, steps of each optimiser included.</summary>
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Run_EndedAndGoneOn_IsBitEqual(int endedAfter)
    {
        using var folder = new TempFolder();
        using var lane = new DeviceLane("cpu", 1);
        AnoGanTask<CloudSample> whole = new(Samples(), Small, lane), first = new(Samples(), Small, lane),
            second = new(Samples(), Small, lane);
        string path = folder["state"];
        Loop(whole, new TrainingSchedule(), 4).Run(TestContext.Current.CancellationToken);
        Loop(first, new TrainingSchedule { CheckpointPath = path, CheckpointEvery = 1 }, endedAfter)
            .Run(TestContext.Current.CancellationToken);
        TrainingState state = Loop(second, new TrainingSchedule { CheckpointPath = path, CheckpointEvery = 1 }, 4)
            .Run(TestContext.Current.CancellationToken);
        Assert.Equal(4, state.History.Count);
        foreach ((TrainedPart wanted, TrainedPart found) in whole.Parts.Zip(second.Parts))
        {
            Assert.Equal(wanted.Weights, found.Weights);
            Assert.Equal(wanted.Adam.First, found.Adam.First);
            Assert.Equal(wanted.Adam.Second, found.Adam.Second);
            Assert.Equal(wanted.Adam.Steps, found.Adam.Steps);
        }
    }

    [Fact]
    public void Epochs_OfBothPhases_AreCountedTogether() => Assert.Equal(4, ((ITrains)Small).Epochs);

    [Theory, InlineData(0, 10, 1, "CriticSteps"), InlineData(5, -1, 1, "PenaltyWeight"), InlineData(5, 10, -1, "Kappa")]
    public void Validate_OutOfRange_NamesTheOption(int steps, double penalty, double kappa, string option)
    {
        var problems = new Problems();
        (Small with { CriticSteps = steps, PenaltyWeight = penalty, Kappa = kappa }).Validate(problems);
        Assert.Equal(option, Assert.Single(problems.Found).Option);
    }

    private static TrainingLoop Loop(AnoGanTask<CloudSample> task, TrainingSchedule schedule, int epochs)
        => new(task, "test", new Dictionary<string, string>(), epochs, 0, schedule);

    private static float[][] Copies(AnoGanTask<CloudSample> task)
        => [.. task.Parts.Select(part => part.Weights.ToArray())];

    private static bool[] Changed(float[][] before, float[][] after)
        => [.. before.Zip(after, (old, now) => !old.AsSpan().SequenceEqual(now))];

    private static TurnedSamples<CloudSample> Samples()
    {
        CloudSample[] scans = [.. Enumerable.Range(0, 3).Select(seed =>
        {
            var random = new Random(seed);
            var cloud = new PointCloud(30);
            for (int i = 0; i < cloud.Count; i++)
                cloud[i] = new(random.NextSingle(), random.NextSingle(), 0.2f * random.NextSingle());
            return new CloudSample(cloud, [.. Enumerable.Range(0, cloud.Count)], null);
        })];
        var fit = new VoxelCubeFit(Small.Side, 0);
        foreach (CloudSample scan in scans)
            fit.Add(scan);
        return new TurnedSamples<CloudSample>(fit.Complete(), [.. scans.Select(scan => (Func<CloudSample>)(() => scan))],
            Small);
    }
}
