using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Autoencoders;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry;
using Pipeline3D.Networks;

namespace Pipeline3D.Detection.Tests.Autoencoders;

public sealed class CellAutoencoderTests
{
    private static readonly VoxelAeOptions Small = new()
    {
        Side = 8, Channels = 4, Stages = 1, Code = 8, Epochs = 6, EpochSteps = 10, BatchSize = 2, LearningRate = 5e-3, Augmentations = 1,
        Margin = 0.2,
    };

    public CellAutoencoderTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    /// <summary>It learns where a plate's voxels are: a point above the plate scores higher than those of the plate,
    /// and networks with random weights do not tell them apart as well.</summary>
    [Fact]
    public void Score_OfABumpOnALearntPlate_IsAboveTheRest()
    {
        Scan[] train = [.. Enumerable.Range(0, 4).Select(seed => Learnt.Scan(Plate(seed, bump: false)))];
        var losses = new List<double>();
        using TrainedModel model = Learnt.Method<VoxelAeMethod>().Learn(Small, train.Select(scan => (scan, Role.Train)),
            new WatchedRun(losses)), random = Learnt.Of<VoxelAeMethod>(Small with { Epochs = 0 }, train);
        PointCloud plate = Plate(9, bump: true);
        (double learnt, double untaught) = (Margin(model, plate), Margin(random, plate));
        Assert.True(learnt > 0.5 && learnt > untaught, $"the bump lies {learnt} above the plate's highest residual, "
            + $"{untaught} with random weights; seed 9");
        Assert.True(losses[^1] < losses[0] / 2, $"the loss went from {losses[0]} to {losses[^1]}");
    }

    [Fact]
    public void Score_ThroughTheModelsFile_IsBitEqual()
    {
        using TrainedModel model = Learnt.Of<DepthAeMethod>(new DepthAeOptions
        {
            Side = 16, Channels = 2, Stages = 2, Code = 4, Epochs = 1, EpochSteps = 2, BatchSize = 2,
        }, [Learnt.Scan(Domes.Make(1, defect: false).Scan)]), read = model.ThroughItsFile();
        Scan scan = Learnt.Scan(Domes.Make(2, defect: true).Scan);
        Assert.Equal(model.Score(scan).Each, read.Score(scan).Each);
    }

    /// <summary>Not a rule of the options alone: a scan's preparation knows no stages.</summary>
    [Theory, InlineData(12), InlineData(4)]
    public void Check_ASideThatStagesCannotHalve_SaysWhy(int side)
    {
        var problems = new Problems();
        var options = new VoxelAeOptions { Side = side, Stages = 3 };
        options.Validate(problems);
        Assert.Empty(problems.Found);
        Assert.Equal($"side is {side}: it must be a multiple of 8, as each of 3 stages halves it; set stages lower, or "
            + "another side", Assert.Throws<ArgumentException>(() => Learnt.Method<VoxelAeMethod>().Check(options))
                .Message);
    }

    [Theory, InlineData(0, 4, 128, "Channels"), InlineData(32, 9, 128, "Stages"), InlineData(32, 4, 0, "Code")]
    public void Validate_OutOfRange_NamesTheOption(int channels, int stages, int code, string option)
    {
        var problems = new Problems();
        new VoxelAeOptions { Channels = channels, Stages = stages, Code = code }.Validate(problems);
        Assert.Equal(option, Assert.Single(problems.Found).Option);
    }

    // How far the bump lies above all of the plate.
    private static double Margin(TrainedModel model, PointCloud cloud)
    {
        float[] scores = model.Score(Learnt.Scan(cloud)).Each;
        return scores[^1] - scores[..^1].Max();
    }

    // A plate of 8 x 8 points, and a point above its middle.
    private static PointCloud Plate(int seed, bool bump)
    {
        var random = new Random(seed);
        var cloud = new PointCloud(bump ? 65 : 64);
        for (int i = 0; i < 64; i++)
            cloud[i] = new(i % 8, i / 8, 0.01f * random.NextSingle());
        if (bump)
            cloud[64] = new(3.5f, 3.5f, 3.6f);
        return cloud;
    }

    private sealed class WatchedRun(List<double> losses) : FitRun
    {
        public override void Watch(TrainingEpoch epoch) => losses.Add(epoch.TrainLoss);
    }
}
