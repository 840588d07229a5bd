using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Cpmf;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks;

namespace Pipeline3D.Detection.Tests.Cpmf;

public sealed class CpmfMethodTests
{
    private static readonly CpmfOptions Small = new()
    {
        Features = CpmfFeatures.Points, GridSize = 48, PatchGrid = 12, PadMultiple = 1, BlurSigma = 1,
    };

    [Fact]
    public void Score_PointsAlone_FindsBumpsWithoutANetwork()
    {
        TrainedModel model = Learnt.Of<CpmfMethod>(Small with { Weights = "no such file" }, Enumerable.Range(0, 4)
            .Select(seed => Learnt.Scan(Domes.Make(seed, defect: false).Scan)));
        double auroc = Domes.Auroc(Enumerable.Range(100, 4).SelectMany(seed =>
        {
            (OrganizedCloud scan, bool[] truth) = Domes.Make(seed, defect: true);
            return model.Score(Learnt.Scan(scan)).Each.Zip(truth);
        }));
        Assert.True(auroc > 0.7, $"P-AUROC {auroc:F3}");
    }

    [Theory, InlineData(CpmfFeatures.Both, 97), InlineData(CpmfFeatures.Pictures, 64), InlineData(CpmfFeatures.Points, 33)]
    public void Prepare_Features_GiveTheirColumns(CpmfFeatures features, int columns)
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        CpmfOptions options = Small with
        {
            Features = features, Weights = "random:resnet18", Stages = 1, Views = 2, Window = 48, PointSize = 2,
        };
        var sample = (CpmfSample)Learnt.Method<CpmfMethod>().Prepare(Learnt.Scan(Domes.Make(1, defect: false).Scan),
            options, new MethodContext());
        Assert.Equal((144, columns), (sample.Rows.Rows, sample.Rows.Columns));
        Assert.Equal(features == CpmfFeatures.Points ? 0 : 64, sample.PictureColumns);
    }

    [Fact]
    public void Joined_PartsOfAnyLength_HaveEachLengthOneAndZerosStay()
    {
        FeatureMatrix joined = CpmfRows.Joined(new FeatureMatrix(2, 2, [3, 4, 0, 0]), new FeatureMatrix(2, 1, [-7, 2]));
        Assert.Equal([0.6f, 0.8f, -1, 0, 0, 1], joined.Values);
    }

    [Fact]
    public void Prepare_WithoutWeights_SaysWhereTheyWereLookedFor()
    {
        var error = Assert.Throws<FileNotFoundException>(() => new CpmfMethod().Check(new CpmfOptions
        {
            Weights = "resnet19",
        }));
        Assert.Contains("resnet18-cntk", error.Message, StringComparison.Ordinal);
        new CpmfMethod().Check(new CpmfOptions { Weights = "random:resnet18" });
    }

    [Fact]
    public void Prepare_GridWithTooFewPoints_IsADeadLetter()
    {
        var grid = new OrganizedCloud(8, 8, new PointCloud(64));
        grid.Points[3] = new(1, 1, 1);
        Assert.Equal(RejectReason.TooFewPoints, Assert.Throws<ItemRejectedException>(() =>
            Learnt.Method<CpmfMethod>().Prepare(Learnt.Scan(grid), Small, new MethodContext())).Reason);
    }
}
