using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.Tests;

public sealed class BtfCloudModelTests
{
    private static readonly BtfCloudOptions Small = new() { VoxelSize = 0.6, BankStep = 2, QueryStep = 3,
        MinSamples = 100 };

    [Fact]
    public void Score_BumpsAndDents_FoundByFpfh()
    {
        BtfCloudModel model = Fit(Small);
        double auroc = Domes.Auroc(Enumerable.Range(100, 4).SelectMany(seed =>
        {
            (PointCloud cloud, bool[] truth) = Balls.Make(seed, defect: true);
            return model.Score(cloud).PointScores.Zip(truth);
        }));
        Assert.True(auroc > 0.8, $"P-AUROC {auroc:F3}");
    }

    [Fact]
    public void Score_UnsampledPoints_TakeTheScoreOfTheNearestSampledOne()
    {
        BtfCloudModel model = Fit(Small with { Features = CloudFeatures.Raw });
        PointCloud cloud = Balls.Make(100, defect: true).Cloud;
        CloudScores scores = model.Score(cloud);
        int[] sampled = [.. Enumerable.Range(0, 1000).Select(i => 3 * i)];
        FeatureMatrix features = CloudExtractor.Extract(cloud, CloudFeatures.Raw, 1);
        BankScores direct = model.Bank.Score(features.Select(sampled));
        Assert.Equal(direct.SampleScore, scores.ObjectScore);
        for (int i = 0; i < cloud.Count; i += 7)
        {
            int nearest = Enumerable.Range(0, 1000).MinBy(j => (cloud[i] - cloud[sampled[j]]).LengthSquared());
            Assert.Equal(direct.Distances[nearest], scores.PointScores[i]);
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
        BtfCloudModel model = Fit(Small);
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        BtfCloudModel loaded = BtfCloudModel.Load(file);
        PointCloud cloud = Balls.Make(101, defect: true).Cloud;
        Assert.Equal(model.Score(cloud).PointScores, loaded.Score(cloud).PointScores);
        Assert.Equal(model.Options, loaded.Options);
    }

    [Fact]
    public void Trainer_NothingOrWrongOptions_Throws()
    {
        Assert.Throws<InvalidOperationException>(() => new BtfCloudTrainer(Small).Complete());
        var error = Assert.Throws<ArgumentException>(() => new BtfCloudTrainer(new BtfCloudOptions { VoxelSize = 0,
            BankStep = 0 }));
        Assert.Contains("VoxelSize is 0", error.Message);
        Assert.Contains("BankStep is 0", error.Message);
        Assert.Throws<ArgumentException>(() => Fit(Small).Score(new PointCloud(0)));
    }

    private static BtfCloudModel Fit(BtfCloudOptions options)
    {
        var trainer = new BtfCloudTrainer(options);
        for (int seed = 0; seed < 3; seed++)
            trainer.Add(Balls.Make(seed, defect: false).Cloud);
        return trainer.Complete("sha256:balls");
    }
}
