using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.PatchCorePointMae;
using Pipeline3D.Detection.Tests.PointFeatures;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Networks.PointMae;
using Pipeline3D.Weights;

namespace Pipeline3D.Detection.Tests.PatchCorePointMae;

public sealed class PatchCorePointMaeMethodTests : SmallNetworks
{
    private PatchCorePointMaeOptions Small => new()
    {
        Weights = PointMae(), Groups = 128, GroupSize = 16, MaxBankRows = 200, Seed = 3,
    };

    [Theory, InlineData(false), InlineData(true)]
    public void Score_AnyPoint_IsTheSquaredDistanceOfItsNearestCentre(bool joined)
    {
        PatchCorePointMaeOptions options = Small with { JoinRaw = joined };
        TrainedModel model = Fit(options);
        PointCloud cloud = Balls.Make(100, defect: true).Cloud;
        Scores scores = model.Score(Learnt.Scan(cloud));
        PointCloud centred = CloudExtractor.Centred(cloud);
        var groups = PointGroups.Of(centred, options.Groups, options.GroupSize);
        using var network = PointMaeModel.Load(options.Weights);
        var features = new FeatureMatrix(128, 72, network.Features(centred, groups));
        FeatureMatrix bank = ((PointMaeBank)model.Model).Bank.Rows;
        Assert.Equal((200, joined ? 72 + (3 * 20) : 72), (bank.Rows, bank.Columns));
        float[] centres = [.. Enumerable.Range(0, 128).Select(i => Enumerable.Range(0, bank.Rows).Min(row =>
            bank.Row(row).ToArray().Zip(Joined(i), (a, b) => (a - b) * (a - b)).Sum()))];
        for (int i = 0; i < cloud.Count; i += 301)
        {
            int nearest = Enumerable.Range(0, 128).MinBy(j => (centred[i] - groups.Centres[j]).LengthSquared());
            Assert.Equal(centres[nearest], scores.Each[i], 1e-3f * (1 + centres[nearest]));
        }
        Assert.Equal(scores.Each.Max(), scores.Whole);

        IEnumerable<float> Joined(int i) => features.Row(i).ToArray().Concat(!joined ? [] : new[]
        {
            groups.Centres.X[i], groups.Centres.Y[i], groups.Centres.Z[i],
        }.SelectMany(value => Enumerable.Repeat(value, 20)));
    }

    [Fact]
    public void Score_TurnedParts_NeedTheRegistration()
    {
        PatchCorePointMaeOptions options = Small with { VoxelSize = 0.9, MaxBankRows = 1000 };
        PointCloud known = Balls.Make(0, defect: false).Cloud, turned = new(known.Count);
        for (int i = 0; i < known.Count; i++)
            turned[i] = new(-known.Y[i], known.X[i], known.Z[i]);
        float without = Median(options), with = Median(options with { Register = true });
        // The network sees the pose: a part that is known scores nothing where it lay when it was learnt.
        Assert.True(with < 0.3 * without, $"{with} with, {without} without");

        float Median(PatchCorePointMaeOptions by) => Fit(by).Score(Learnt.Scan(turned)).Each.Order().ElementAt(1500);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void SaveThenLoad_SameCloud_BitEqualScores(bool register)
    {
        TrainedModel model = Fit(Small with { Register = register, VoxelUnit = VoxelUnit.Diagonal, VoxelSize = 1 });
        PointCloud cloud = Balls.Make(101, defect: true).Cloud;
        Assert.Equal(model.Score(Learnt.Scan(cloud)).Each, model.ThroughItsFile().Score(Learnt.Scan(cloud), 1).Each);
    }

    [Fact]
    public void Score_Quirks_ChangeTheScores()
    {
        PointCloud cloud = Scaled(Balls.Make(100, defect: true).Cloud);
        float[] plain = Of(Small);
        Assert.NotEqual(plain, Of(Small with { TrainModeCompat = true }));
        Assert.Equal(Of(Small with { TrainModeCompat = true }), Of(Small with { TrainModeCompat = true }));
        Assert.NotEqual(plain, Of(Small with { UnitSphere = true }));

        float[] Of(PatchCorePointMaeOptions options) => Learnt.Of<PatchCorePointMaeMethod>(options,
            [Learnt.Scan(Scaled(Balls.Make(1, defect: false).Cloud))]).Score(Learnt.Scan(cloud)).Each;

        static PointCloud Scaled(PointCloud cloud)
        {
            PointCloud part = cloud.Select([.. Enumerable.Range(0, 300)]);
            for (int i = 0; i < part.Count; i++)
                part[i] *= 0.3f;
            return part;
        }
    }

    [Fact]
    public void Score_FewOrCoincidingPoints_IsRejectedOrScored()
    {
        TrainedModel model = Fit(Small);
        Assert.Equal(RejectReason.TooFewPoints, Assert.Throws<ItemRejectedException>(() => model.Score(Learnt.Scan(
            Balls.Make(1, defect: false).Cloud.Select([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14])))).Reason);
        // Fewer points than groups: one around each. All at one place: nothing is special about that.
        Assert.Equal(20, model.Score(Learnt.Scan(Balls.Make(1, defect: false).Cloud.Select([.. Enumerable.Range(0,
            20)]))).Each.Length);
        Assert.All(model.Score(Learnt.Scan(new PointCloud(30) { [0] = new(1, 1, 1) }.Select([.. Enumerable.Repeat(0,
            30)]))).Each, score => Assert.True(float.IsFinite(score)));
    }

    [Fact]
    public void Fit_OneCloudOrNone_IsAModelOrSaysSo()
    {
        Assert.NotNull(Learnt.Of<PatchCorePointMaeMethod>(Small, [Learnt.Scan(Balls.Make(1, defect: false).Cloud)]));
        Assert.Throws<InvalidOperationException>(() => Learnt.Of<PatchCorePointMaeMethod>(Small, []));
    }

    [Fact]
    public void Score_WeightsThatWereReplaced_RejectsTheScan()
    {
        TrainedModel model = Fit(Small);
        MethodRunner other = Learnt.Method<PatchCorePointMaeMethod>();
        object sample = other.Prepare(Learnt.Scan(Balls.Make(1, defect: false).Cloud),
            Small with { Weights = PointMae(seed: 2) }, new MethodContext());
        Assert.Equal(RejectReason.NoModel, Assert.Throws<ItemRejectedException>(() => model.Method.Score(model.Model,
            Learnt.Scan(Balls.Make(1, defect: false).Cloud), sample, model.Options, new MethodContext())).Reason);
    }

    [Fact]
    public void Prepare_FileThatIsNoNetwork_NamesAllThatIsMissing()
    {
        string dino = Dino();
        var error = Assert.Throws<WeightFormatException>(() => Learnt.Of<PatchCorePointMaeMethod>(
            Small with { Weights = dino }, [Learnt.Scan(Balls.Make(1, defect: false).Cloud)]));
        Assert.Contains("no blocks of an encoder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_WrongOptions_NamesThem()
    {
        var problems = new Problems();
        new PatchCorePointMaeOptions { Weights = "", Groups = 0, GroupSize = 0, VoxelSize = 0, MaxBankRows = 0 }
            .Validate(problems);
        Assert.Equal(["Weights", "Groups", "GroupSize", "VoxelSize", "MaxBankRows"],
            problems.Found.Select(problem => problem.Option));
    }

    private static TrainedModel Fit(PatchCorePointMaeOptions options) => Learnt.Of<PatchCorePointMaeMethod>(options,
        Enumerable.Range(0, 3).Select(seed => Learnt.Scan(Balls.Make(seed, defect: false).Cloud)));
}
