using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Tests.Clouds;

public sealed class PatchCoreCloudTests
{
    private static readonly PatchCoreCloudOptions Small = new() { VoxelSize = 0.6, MaxBankRows = 1500, Seed = 7 };

    [Fact]
    public void Score_BumpsAndDents_FoundByFpfhInAnyPose()
    {
        TrainedModel model = Fit(Small);
        foreach (bool turned in new[] { false, true })
        {
            double auroc = PointAuroc(model, turned);
            Assert.True(auroc > 0.75, $"P-AUROC {auroc:F3}, turned {turned}");
        }
    }

    [Fact]
    public void Score_RawCoordinatesOfTurnedParts_NeedTheRegistration()
    {
        PatchCoreCloudOptions raw = Small with { Features = CloudFeatures.Raw, MaxBankRows = 4000 };
        double without = PointAuroc(Fit(raw), turned: true), aligned = PointAuroc(Fit(raw), turned: false);
        double with = PointAuroc(Fit(raw with { Register = true }), turned: true);
        // Registered, turned parts should score like parts that were never turned: that is all a registration can give.
        Assert.True(with > without + 0.05 && with > aligned - 0.05,
            $"P-AUROC {with:F3} with, {without:F3} without registration, {aligned:F3} for parts that lie alike");
    }

    [Fact]
    public void Score_OnePoint_SquaredDistanceToTheNearestRow()
    {
        TrainedModel model = Fit(Small with { Features = CloudFeatures.FpfhRaw });
        PointCloud cloud = Balls.Make(100, defect: true).Cloud;
        Scores scores = model.Score(Learnt.Scan(cloud));
        FeatureMatrix features = CloudExtractor.Extract(cloud, CloudFeatures.FpfhRaw, 0.6),
            bank = ((CloudBank)model.Model).Bank.Rows;
        Assert.Equal((66, 66), (features.Columns, bank.Columns));
        for (int i = 0; i < cloud.Count; i += 500)
        {
            double nearest = double.PositiveInfinity;
            for (int row = 0; row < bank.Rows; row++)
            {
                double squared = 0;
                for (int column = 0; column < 66; column++)
                    squared += Math.Pow(features.Row(i)[column] - (double)bank.Row(row)[column], 2);
                nearest = Math.Min(nearest, squared);
            }
            Assert.Equal(nearest, scores.Each[i], 1e-4 * (1 + nearest));
        }
        Assert.Equal(scores.Each.Max(), scores.Whole);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void SaveThenLoad_SameCloud_BitEqualScores(bool register)
    {
        TrainedModel model = Fit(Small with { Register = register, Features = CloudFeatures.FpfhRaw }),
            loaded = model.ThroughItsFile();
        PointCloud cloud = Balls.Make(101, defect: true, turned: true).Cloud;
        Assert.Equal(model.Score(Learnt.Scan(cloud)).Each, loaded.Score(Learnt.Scan(cloud), threads: 1).Each);
        Assert.Equal(model.Options, loaded.Options);
    }

    [Fact]
    public void Fit_NothingOrWrong_SaysSo()
    {
        Assert.Throws<InvalidOperationException>(() => Learnt.Of<PatchCoreCloud>(Small, []));
        Assert.Equal(RejectReason.EmptyCloud, Assert.Throws<ItemRejectedException>(
            () => Learnt.Of<PatchCoreCloud>(Small, [Learnt.Scan(new PointCloud(0))])).Reason);
        var problems = new Problems();
        (Small with { MaxBankRows = 0, VoxelSize = double.NaN }).Validate(problems);
        Assert.Equal(["VoxelSize", "MaxBankRows"], problems.Found.Select(problem => problem.Option));
    }

    private static double PointAuroc(TrainedModel model, bool turned)
        => Domes.Auroc(Enumerable.Range(100, 4).SelectMany(seed =>
        {
            (PointCloud cloud, bool[] truth) = Balls.Make(seed, defect: true, turned);
            return model.Score(Learnt.Scan(cloud)).Each.Zip(truth);
        }));

    private static TrainedModel Fit(PatchCoreCloudOptions options) => Learnt.Of<PatchCoreCloud>(options,
        Enumerable.Range(0, 3).Select(seed => Learnt.Scan(Balls.Make(seed, defect: false).Cloud)));
}
