using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.Tests;

public sealed class PatchCoreCloudModelTests
{
    private static readonly PatchCoreCloudOptions Small = new() { VoxelSize = 0.6, BankSize = 1500, Seed = 7 };

    [Fact]
    public void Score_BumpsAndDents_FoundByFpfhInAnyPose()
    {
        PatchCoreCloudModel model = Fit(Small);
        foreach (bool turned in new[] { false, true })
        {
            double auroc = PointAuroc(model, turned);
            Assert.True(auroc > 0.75, $"P-AUROC {auroc:F3}, turned {turned}");
        }
    }

    [Fact]
    public void Score_RawCoordinatesOfTurnedParts_NeedTheRegistration()
    {
        PatchCoreCloudOptions raw = Small with { Features = CloudFeatures.Raw, BankSize = 4000 };
        double without = PointAuroc(Fit(raw), turned: true), aligned = PointAuroc(Fit(raw), turned: false);
        double with = PointAuroc(Fit(raw with { Register = true }), turned: true);
        // Registered, turned parts should score like parts that were never turned: that is all a registration can give.
        Assert.True(with > without + 0.05 && with > aligned - 0.05,
            $"P-AUROC {with:F3} with, {without:F3} without registration, {aligned:F3} for parts that lie alike");
    }

    [Fact]
    public void Score_OnePoint_SquaredDistanceToTheNearestRow()
    {
        PatchCoreCloudModel model = Fit(Small with { Features = CloudFeatures.FpfhRaw });
        PointCloud cloud = Balls.Make(100, defect: true).Cloud;
        CloudScores scores = model.Score(cloud);
        FeatureMatrix features = CloudExtractor.Extract(cloud, CloudFeatures.FpfhRaw, 0.6);
        Assert.Equal((66, 66), (features.Columns, model.Bank.Rows.Columns));
        for (int i = 0; i < cloud.Count; i += 500)
        {
            double nearest = double.PositiveInfinity;
            for (int row = 0; row < model.Bank.Rows.Rows; row++)
            {
                double squared = 0;
                for (int column = 0; column < 66; column++)
                    squared += Math.Pow(features.Row(i)[column] - (double)model.Bank.Rows.Row(row)[column], 2);
                nearest = Math.Min(nearest, squared);
            }
            Assert.Equal(nearest, scores.PointScores[i], 1e-4 * (1 + nearest));
        }
        Assert.Equal(scores.PointScores.Max(), scores.ObjectScore);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void SaveThenLoad_SameCloud_BitEqualScores(bool register)
    {
        PatchCoreCloudModel model = Fit(Small with { Register = register, Features = CloudFeatures.FpfhRaw });
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        PatchCoreCloudModel loaded = PatchCoreCloudModel.Load(file);
        PointCloud cloud = Balls.Make(101, defect: true, turned: true).Cloud;
        Assert.Equal(model.Score(cloud).PointScores, loaded.Score(cloud, threads: 1).PointScores);
        Assert.Equal(model.Options, loaded.Options);
    }

    [Fact]
    public void Trainer_NothingOrWrong_Throws()
    {
        Assert.Throws<InvalidOperationException>(() => new PatchCoreCloudTrainer(Small).Complete());
        Assert.Throws<ArgumentException>(() => new PatchCoreCloudTrainer(Small).Add(new PointCloud(0)));
        Assert.Contains("BankSize is 0",
            Assert.Throws<ArgumentException>(() => new PatchCoreCloudTrainer(Small with { BankSize = 0 })).Message);
    }

    private static double PointAuroc(PatchCoreCloudModel model, bool turned)
        => Domes.Auroc(Enumerable.Range(100, 4).SelectMany(seed =>
        {
            (PointCloud cloud, bool[] truth) = Balls.Make(seed, defect: true, turned);
            return model.Score(cloud).PointScores.Zip(truth);
        }));

    private static PatchCoreCloudModel Fit(PatchCoreCloudOptions options)
    {
        var trainer = new PatchCoreCloudTrainer(options);
        for (int seed = 0; seed < 3; seed++)
            trainer.Add(Balls.Make(seed, defect: false).Cloud);
        return trainer.Complete("sha256:balls");
    }
}
