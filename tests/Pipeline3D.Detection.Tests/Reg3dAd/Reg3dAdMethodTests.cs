using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Reg3dAd;
using Pipeline3D.Detection.Tests.PointFeatures;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.Tests.Reg3dAd;

public sealed class Reg3dAdMethodTests : SmallNetworks
{
    private Reg3dAdOptions Small => new()
    {
        Weights = PointMae(), Groups = 128, GroupSize = 16, MaxBankRows = 2000, VoxelSize = 0.9, Seed = 3,
    };

    [Fact]
    public void Score_BumpsAndDents_FoundInAnyPose()
    {
        TrainedModel model = Fit(Small);
        double auroc = Domes.Auroc(Enumerable.Range(100, 3).SelectMany(seed =>
        {
            (PointCloud cloud, bool[] truth) = Balls.Make(seed, defect: true, turned: true);
            return model.Score(Learnt.Scan(cloud)).Each.Zip(truth);
        }));
        Assert.True(auroc > 0.75, $"P-AUROC {auroc:F3}");
    }

    [Fact]
    public void Score_AnyPoint_IsTheMeanOfBothScaledBranches()
    {
        TrainedModel scaled = Fit(Small), plain = Fit(Small with { Scaling = ScoreScaling.None });
        var model = (Reg3dAdModel)scaled.Model;
        PointCloud cloud = Balls.Make(100, defect: true).Cloud;
        PointCloud placed = model.Template.Place(CloudExtractor.Centred(cloud), false, 3,
            new MethodContext());
        float[] each = scaled.Score(Learnt.Scan(cloud)).Each, raw = model.RawScores(placed, new MethodContext()),
            both = plain.Score(Learnt.Scan(cloud)).Each;
        for (int i = 0; i < cloud.Count; i += 137)
        {
            double nearest = Enumerable.Range(0, model.Raw.Count).Min(j => (placed[i] - model.Raw[j]).LengthSquared());
            Assert.Equal(nearest, raw[i], 1e-4);
            double feature = (2 * both[i]) - raw[i];
            Assert.Equal((model.FeatureRange.Scale((float)feature) + model.RawRange.Scale(raw[i])) / 2, each[i], 1e-2);
        }
    }

    [Fact]
    public void Fit_Scaling_IsFromTheTrainingClouds()
    {
        // All points are kept: held against itself, a cloud would score nothing; against the other it does.
        Reg3dAdOptions all = Small with { MaxBankRows = 6000 };
        var model = (Reg3dAdModel)Fit(all).Model;
        var one = (Reg3dAdModel)Learnt.Of<Reg3dAdMethod>(all, [Learnt.Scan(Balls.Make(0, defect: false).Cloud)]).Model;
        float[] against = one.RawScores(model.Template.Place(CloudExtractor.Centred(Balls.Make(1, defect: false).Cloud),
            false, 3, new MethodContext()), new MethodContext());
        Assert.InRange(model.RawRange.High, against.Max(), 4 * against.Max());
        Assert.InRange(model.FeatureRange.High, 1e-6, 1e6);
        Assert.Equal((0, 1), (one.RawRange.Low, one.RawRange.High));
        Assert.Equal((0, 1), (ScoreRange.Of([4f, 6f, 5f]).Scale(4), ScoreRange.Of([4f, 6f, 5f]).Scale(6)));
        Assert.Equal(1, ScoreRange.Of([4f, 4f]).Scale(5));
    }

    [Fact]
    public void Fit_FewCandidates_StillHasRawRows()
        => Assert.InRange(((Reg3dAdModel)Fit(Small with { MaxCandidates = 50 }).Model).Raw.Count, 40, 53);

    [Fact]
    public void SaveThenLoad_SameCloud_BitEqualScores()
    {
        TrainedModel model = Fit(Small);
        PointCloud cloud = Balls.Make(101, defect: true, turned: true).Cloud;
        Assert.Equal(model.Score(Learnt.Scan(cloud)).Each, model.ThroughItsFile().Score(Learnt.Scan(cloud), 1).Each);
    }

    [Fact]
    public void Fit_NothingOrWrong_SaysSo()
    {
        Assert.Throws<InvalidOperationException>(() => Learnt.Of<Reg3dAdMethod>(Small, []));
        Assert.Equal(RejectReason.TooFewPoints, Assert.Throws<ItemRejectedException>(
            () => Fit(Small).Score(Learnt.Scan(new PointCloud(9)))).Reason);
        var problems = new Problems();
        (Small with { MaxCandidates = 0 }).Validate(problems);
        Assert.Equal("MaxCandidates", Assert.Single(problems.Found).Option);
    }

    private static TrainedModel Fit(Reg3dAdOptions options) => Learnt.Of<Reg3dAdMethod>(options,
        Enumerable.Range(0, 2).Select(seed => Learnt.Scan(Balls.Make(seed, defect: false).Cloud)));
}
