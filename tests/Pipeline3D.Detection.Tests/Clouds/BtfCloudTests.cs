using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Tests.Clouds;

public sealed class BtfCloudTests
{
    private static readonly BtfCloudOptions Small = new() { VoxelSize = 0.6, BankStep = 2, QueryStep = 3,
        MinSamples = 100 };

    [Fact]
    public void Score_BumpsAndDents_FoundByFpfh()
    {
        TrainedModel model = Fit(Small);
        double auroc = Domes.Auroc(Enumerable.Range(100, 4).SelectMany(seed =>
        {
            (PointCloud cloud, bool[] truth) = Balls.Make(seed, defect: true);
            return model.Score(Learnt.Scan(cloud)).Each.Zip(truth);
        }));
        Assert.True(auroc > 0.8, $"P-AUROC {auroc:F3}");
    }

    [Fact]
    public void Score_UnsampledPoints_TakeTheScoreOfTheNearestSampledOne()
    {
        TrainedModel model = Fit(Small with { Features = CloudFeatures.Raw });
        PointCloud cloud = Balls.Make(100, defect: true).Cloud;
        Scores scores = model.Score(Learnt.Scan(cloud));
        int[] sampled = [.. Enumerable.Range(0, 1000).Select(i => 3 * i)];
        FeatureMatrix features = CloudExtractor.Extract(cloud, CloudFeatures.Raw, 1);
        BankScores direct = ((MemoryBank)model.Model).Score(features.Select(sampled));
        Assert.Equal(direct.SampleScore, scores.Whole);
        for (int i = 0; i < cloud.Count; i += 7)
        {
            int nearest = Enumerable.Range(0, 1000).MinBy(j => (cloud[i] - cloud[sampled[j]]).LengthSquared());
            Assert.Equal(direct.Distances[nearest], scores.Each[i]);
        }
    }

    [Theory, InlineData(3000, 500, 1000, 3, 1000), InlineData(600_000, 500, 1000, 500, 1200),
        InlineData(10, 100, 1000, 1, 10)]
    public void Sample_SmallAndLargeClouds_StepShrinksForSmallOnes(int count, int step, int least, int used, int taken)
    {
        int[] sample = new BtfCloudOptions { MinSamples = least }.Sample(count, step);
        Assert.Equal(taken, sample.Length);
        Assert.Equal(used, sample[1] - sample[0]);
        Assert.True(sample[^1] < count);
    }

    [Fact]
    public void SaveThenLoad_SameCloud_BitEqualScores()
    {
        TrainedModel model = Fit(Small), loaded = model.ThroughItsFile();
        PointCloud cloud = Balls.Make(101, defect: true).Cloud;
        Assert.Equal(model.Score(Learnt.Scan(cloud)).Each, loaded.Score(Learnt.Scan(cloud)).Each);
        Assert.Equal(model.Options, loaded.Options);
    }

    [Fact]
    public void Fit_NothingOrWrongOptions_SaysSo()
    {
        Assert.Throws<InvalidOperationException>(() => Learnt.Of<BtfCloud>(Small, []));
        var problems = new Problems();
        new BtfCloudOptions { VoxelSize = 0, BankStep = 0 }.Validate(problems);
        Assert.Equal(["VoxelSize", "BankStep"], problems.Found.Select(problem => problem.Option));
        Assert.Equal(RejectReason.EmptyCloud, Assert.Throws<ItemRejectedException>(
            () => Fit(Small).Score(Learnt.Scan(new PointCloud(0)))).Reason);
    }

    private static TrainedModel Fit(BtfCloudOptions options) => Learnt.Of<BtfCloud>(options,
        Enumerable.Range(0, 3).Select(seed => Learnt.Scan(Balls.Make(seed, defect: false).Cloud)));
}
