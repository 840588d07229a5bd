using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Controls;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Descriptors;

namespace Pipeline3D.Detection.Tests.Controls;

public sealed class CurvatureMethodTests
{
    [Fact]
    public void Score_AnyCloud_IsItsSurfaceVariation()
    {
        PointCloud cloud = Balls.Make(100, defect: true).Cloud;
        Scores scores = Fit(new CurvatureOptions { Neighbours = 20 }).Score(Learnt.Scan(cloud));
        Assert.Equal(SurfaceVariation.Of(cloud, 20), scores.Each);
        Assert.Equal(scores.Each.Max(), scores.Whole);
    }

    [Fact]
    public void Score_BumpsAndDents_FoundWithoutLearning()
    {
        TrainedModel model = Fit(new CurvatureOptions());
        double auroc = Domes.Auroc(Enumerable.Range(100, 4).SelectMany(seed =>
        {
            (PointCloud cloud, bool[] truth) = Balls.Make(seed, defect: true, turned: true);
            return model.Score(Learnt.Scan(cloud)).Each.Zip(truth);
        }));
        Assert.True(auroc > 0.75, $"P-AUROC {auroc:F3}");
    }

    [Fact]
    public void Fit_WrongOptionsOrTwoPoints_SaysSo()
    {
        var problems = new Problems();
        new CurvatureOptions { Neighbours = 2 }.Validate(problems);
        Assert.Equal("Neighbours", Assert.Single(problems.Found).Option);
        Assert.Equal(RejectReason.TooFewPoints, Assert.Throws<ItemRejectedException>(
            () => Fit(new CurvatureOptions()).Score(Learnt.Scan(new PointCloud(2)))).Reason);
    }

    private static TrainedModel Fit(CurvatureOptions options)
        => Learnt.Of<CurvatureMethod>(options, [Learnt.Scan(Balls.Make(1, defect: false).Cloud)]);
}
