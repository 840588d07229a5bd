using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.ImrNet;
using Pipeline3D.Geometry;
using Pipeline3D.Networks;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Detection.Tests.ImrNet;

/// <summary>The method on generated parts, its masks, and what it refuses.</summary>
public sealed class ImrNetTests
{
    private static readonly ImrNetOptions Small = new()
    {
        Points = 512, GroupSize = 32, Width = 32, Heads = 4, Layers = 2, DecoderLayers = 1, MiniWidth = 32, Steps = 400,
        WarmUpSteps = 10, DropPath = 0, LearningRate = 3e-3, Augment = Detection.PointMae.CloudAugmentation.None,
        Smooth = 16, Seed = 1, Cover = MaskCover.Full, Iterations = 1, BothWays = false,
    };

    public ImrNetTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    [Fact]
    public void Score_DefectivePoints_StandAboveTheOthersAndAboveAnUntrainedNetwork()
    {
        using TrainedModel learnt = Model(Small), untrained = Model(Small with { Steps = 1, LearningRate = 1e-9 });
        double ours = Area(learnt), control = Area(untrained);
        // 400 steps end a little differently with other vector instructions and threads: 0.632 and 0.642 were seen.
        Assert.True(ours > 0.6 && ours > control + 0.05, $"points' AUROC {ours:F3}, untrained {control:F3}");
    }

    [Fact]
    public void Masks_OfAnOrder_HideEveryGroupOnce()
    {
        bool[][] masks = Reconstruction.Masks([4, 2, 0, 1, 3, 6, 5], 3);
        Assert.Equal([3, 3, 1], masks.Select(mask => mask.Count(is_ => is_)));
        Assert.All(Enumerable.Range(0, 7), group => Assert.Equal(1, masks.Count(mask => mask[group])));
        Assert.True(masks[0][4] && masks[1][6] && masks[2][5]);
    }

    [Theory, InlineData(MaskCover.Single, 3), InlineData(MaskCover.Full, 1)]
    public void Score_EitherCover_GivesOneFiniteScoreAPoint(MaskCover cover, int iterations)
    {
        using TrainedModel model = Model(Small with
        {
            Steps = 3, Cover = cover, Iterations = iterations, FeatureWeight = 1, Mask = Detection.PointMae
            .GroupMask.Block,
        });
        Scores scores = model.Score(Learnt.Scan(Balls.Make(50, defect: true).Cloud));
        Assert.Equal(3000, scores.Each.Length);
        Assert.All(scores.Each, score => Assert.True(float.IsFinite(score)));
        Assert.Equal(scores.Whole, scores.Each.Max());
    }

    [Fact]
    public void Learn_FewerPointsThanAGroup_IsRefusedWithBothNumbers()
    {
        Scan scan = Learnt.Scan(Balls.Make(1, defect: false).Cloud.Select([.. Enumerable.Range(0, 20)]));
        Assert.Contains("20 points with a reading, 32 are needed", Assert.ThrowsAny<Exception>(()
            => Learnt.Of<ImrNetMethod>(Small, [scan])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Learn_OneTrainingCloudOfCoincidingPoints_GivesFiniteScores()
    {
        using TrainedModel model = Learnt.Of<ImrNetMethod>(Small with { Steps = 2 },
            [Learnt.Scan(new PointCloud(600))]);
        Assert.All(model.Score(Learnt.Scan(new PointCloud(600))).Each,
            score => Assert.True(float.IsFinite(score)));
    }

    [Fact]
    public void Check_WeightsThatAreNotThere_SaysWhichWouldDo()
        => Assert.Contains("there is no file missing.pth of weights of Point-MAE", Assert.Throws<FileNotFoundException>(
            () => new ImrNetMethod().Check(Small with { Weights = "missing.pth" })).Message, StringComparison.Ordinal);

    [Fact]
    public void FilesKey_OfOtherWeightsUnderTheSameName_IsAnother()
    {
        using var folder = new TempFolder();
        ImrNetOptions options = Small with { Weights = folder["net.safetensors"] };
        Assert.Equal("", new ImrNetMethod().FilesKey(options));
        string[] keys = [.. new[] { "one", "two", "one" }.Select(content =>
        {
            File.WriteAllText(options.Weights, content);
            return new ImrNetMethod().FilesKey(options);
        })];
        Assert.Equal(keys[0], keys[2]);
        Assert.NotEqual(keys[0], keys[1]);
        Assert.Equal("", new ImrNetMethod().FilesKey(Small));
    }

    [Fact]
    public void WeightOfFeatures_LeftToTheMethod_IsOneWithWeightsAndNoneWithout()
    {
        Assert.Equal(0, Small.WeightOfFeatures);
        Assert.Equal(1, (Small with { Weights = "point-mae" }).WeightOfFeatures);
        Assert.Equal(0.5, (Small with { FeatureWeight = 0.5 }).WeightOfFeatures);
    }

    [Fact]
    public void RateOf_Steps_RisesThenFallsToNone()
    {
        Assert.Equal(3e-4, Small.RateOf(0), 1e-9);
        Assert.Equal(3e-3, Small.RateOf(9), 1e-9);
        Assert.Equal(3e-3, Small.RateOf(10), 1e-9);
        Assert.Equal(1.5e-3, Small.RateOf(205), 1e-9);
        Assert.Equal(0, Small.RateOf(400), 1e-9);
    }

    private static TrainedModel Model(ImrNetOptions options) => Learnt.Of<ImrNetMethod>(options,
        Enumerable.Range(0, 4).Select(seed => Learnt.Scan(Balls.Make(seed, defect: false).Cloud)));

    private static double Area(TrainedModel model) => Domes.Auroc(Enumerable.Range(100, 6).SelectMany(seed =>
    {
        (PointCloud cloud, bool[] truth) = Balls.Make(seed, defect: true);
        return model.Score(Learnt.Scan(cloud)).Each.Zip(truth);
    }));
}
