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
    public void Score_PartsOfAnySize_AreAlikeWithVoxelsOfTheDiagonal()
    {
        PatchCoreCloudOptions scaled = Small with { Features = CloudFeatures.FpfhRaw, Register = true,
            VoxelUnit = VoxelUnit.Diagonal, VoxelSize = 0.7 };
        float[] large = Of(1), small = Of(1 / 1024f);
        double auroc = Domes.Auroc(large.Zip(Balls.Make(100, defect: true, turned: true).Truth));
        // Histograms see no scale; coordinates beside them fade.
        Assert.True(auroc > 0.75, $"P-AUROC {auroc:F3}");
        double fpfh = Domes.Auroc(small.Zip(Balls.Make(100, defect: true, turned: true).Truth));
        Assert.True(fpfh > 0.75, $"P-AUROC {fpfh:F3}");

        float[] Of(float scale) => Learnt.Of<PatchCoreCloud>(scaled, Enumerable.Range(0, 3).Select(seed =>
            Learnt.Scan(Times(Balls.Make(seed, defect: false).Cloud, scale)))).ThroughItsFile()
            .Score(Learnt.Scan(Times(Balls.Make(100, defect: true, turned: true).Cloud, scale))).Each;
    }

    [Fact]
    public void Place_CycledAxes_LiesOnTheTemplateLikewise()
    {
        PointCloud part = CloudExtractor.Centred(Balls.Make(1, defect: false).Cloud);
        CloudTemplate template = CloudTemplate.Of(part, 0.9, 0, default);
        PointCloud plain = template.Place(part, cycleAxes: false, 0, new MethodContext()),
            cycled = template.Place(part, cycleAxes: true, 0, new MethodContext());
        Assert.All(Enumerable.Range(0, part.Count), i => Assert.True((plain[i] - part[i]).Length() < 0.3
            && (cycled[i] - part[i]).Length() < 0.3, $"point {i}: {part[i]}, {plain[i]}, {cycled[i]}"));
        // Of what the search cannot lay down, the cycle is what is left.
        PointCloud two = part.Select([0, 1]), turned = template.Place(two, cycleAxes: true, 0, new MethodContext());
        Assert.Equal(new(two.Z[0], two.X[0], two.Y[0]), turned[0]);
        Assert.Equal(two[0], template.Place(two, cycleAxes: false, 0, new MethodContext())[0]);
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

    private static PointCloud Times(PointCloud cloud, float factor)
    {
        var scaled = new PointCloud(cloud.Count);
        for (int i = 0; i < cloud.Count; i++)
            scaled[i] = factor * cloud[i];
        return scaled;
    }

    private static TrainedModel Fit(PatchCoreCloudOptions options) => Learnt.Of<PatchCoreCloud>(options,
        Enumerable.Range(0, 3).Select(seed => Learnt.Scan(Balls.Make(seed, defect: false).Cloud)));
}
