using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.VariationModel;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.Tests.VariationModel;

public sealed class VariationMethodTests
{
    private static readonly VoxelVmOptions Plain = new() { Side = 4, Margin = 0, Augmentations = 1 };

    /// <summary>Occupied in all training scans, in one of four, in none, and outside of all.</summary>
    [Fact]
    public void Score_OfPoints_IsWhatCountingTheirVoxelsGives()
    {
        PointCloud[] scans = [Cloud(0, 0, 0, 4, 4, 4, 2.5f, 0, 0), .. Enumerable.Repeat(Cloud(0, 0, 0, 4, 4, 4), 3)];
        using TrainedModel model = Learnt.Of<VoxelVmMethod>(Plain, scans.Select(Learnt.Scan));
        var remarks = new List<string>();
        Scores scores = model.Score(Learnt.Scan(Cloud(0.5f, 0.5f, 0.5f, 2.1f, 0.3f, 0.9f, 0, 3, 3, 9, 0, 0)),
            new MethodContext { Remark = remarks.Add });
        // One of four: mean -0.5, deviation the root of 0.75.
        double once = 1.5 / (Math.Sqrt(0.75) + 1e-3);
        Assert.Equal([0, once, 2 / 1e-3, 2 / 1e-3], scores.Each.Select(score => (double)score), (wanted, found)
            => Math.Abs(wanted - found) <= 1e-5 * (1 + wanted));
        Assert.Equal(scores.Each.Max(), scores.Whole);
        Assert.Contains("outside the cube", Assert.Single(remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Learn_OneScanNeverTurned_SaysThatDeviationsAreMissing()
    {
        var run = new RemarkRun();
        using TrainedModel model = Learnt.Method<VoxelVmMethod>().Learn(Plain, [(Learnt.Scan(Cloud(0, 0, 0, 4, 4, 4)),
            Role.Train)], run);
        Assert.Contains("one training scan has no deviation", Assert.Single(run.Remarks), StringComparison.Ordinal);
        Assert.Equal(0, model.Score(Learnt.Scan(Cloud(0, 0, 0))).Whole);
        Assert.Equal("1", run.Facts["samples"]);
    }

    [Fact]
    public void Learn_TurnedScans_CountsSamplesAndPointsOutside()
    {
        var run = new RemarkRun();
        using TrainedModel model = Learnt.Method<VoxelVmMethod>().Learn(Plain with
        {
            Augmentations = 4, RotationDegrees = 30,
        }, [(Learnt.Scan(Cloud(0, 0, 0, 4, 0, 0, 0, 4, 0, 4, 4, 0)), Role.Train)], run);
        Assert.Equal("4", run.Facts["samples"]);
        // A square that is turned leaves the square.
        Assert.NotEqual("0", run.Facts["points_outside"]);
        Assert.Empty(run.Remarks);
    }

    [Fact]
    public void Learn_NoScan_SaysSo()
        => Assert.Contains("no training scan was added", Assert.Throws<InvalidOperationException>(()
            => Learnt.Of<VoxelVmMethod>(Plain, [])).Message, StringComparison.Ordinal);

    [Fact]
    public void Score_ACloudWithoutGridOnDepth_IsRejected()
    {
        using TrainedModel model = Learnt.Of<DepthVmMethod>(new DepthVmOptions { Side = 8, Augmentations = 1 },
            [Learnt.Scan(Domes.Make(1, defect: false).Scan)]);
        ItemRejectedException rejected = Assert.Throws<ItemRejectedException>(() => model.Score(Learnt.Scan(
            Cloud(1, 1, 1))));
        Assert.Equal(RejectReason.SizeMismatch, rejected.Reason);
    }

    [Fact]
    public void Score_AllBackground_IsRejected()
    {
        using TrainedModel model = Learnt.Of<DepthVmMethod>(new DepthVmOptions { Side = 8, Augmentations = 1 },
            [Learnt.Scan(Domes.Make(1, defect: false).Scan)]);
        ItemRejectedException rejected = Assert.Throws<ItemRejectedException>(() => model.Score(Learnt.Scan(
            new OrganizedCloud(5, 5, new PointCloud(25)))));
        Assert.Equal(RejectReason.EmptyCloud, rejected.Reason);
    }

    /// <summary>Both find bumps of a dome better than chance.</summary>
    [Fact]
    public void Score_Domes_BumpsAreAboveTheRest()
    {
        Scan[] train = [.. Enumerable.Range(0, 12).Select(seed => Learnt.Scan(Domes.Make(seed, defect: false).Scan))];
        using TrainedModel voxels = Learnt.Of<VoxelVmMethod>(new VoxelVmOptions { Side = 32, Augmentations = 4 }, train),
            depth = Learnt.Of<DepthVmMethod>(new DepthVmOptions { Side = 48, Augmentations = 4 }, train);
        foreach (TrainedModel model in new[] { voxels, depth })
        {
            double found = Domes.Auroc(Enumerable.Range(100, 6).SelectMany(seed =>
            {
                (OrganizedCloud scan, bool[] truth) = Domes.Make(seed, defect: true);
                Scores scores = model.Score(Learnt.Scan(scan));
                return Learnt.Scan(scan).Readings.Select(i => (scores.Each[i], truth[i]));
            }));
            Assert.True(found > 0.6, $"{model.Method.Type.Id}: AUROC {found} of readings, seeds 100 to 105");
        }
    }

    [Theory]
    [InlineData(1, 0.05, 20, 5, 1e-3, "Side")]
    [InlineData(1024, 0.05, 20, 5, 1e-3, "Side")]
    [InlineData(64, -1, 20, 5, 1e-3, "Margin")]
    [InlineData(64, 0.05, 0, 5, 1e-3, "Augmentations")]
    [InlineData(64, 0.05, 20, 200, 1e-3, "RotationDegrees")]
    [InlineData(64, 0.05, 20, 5, 0, "Epsilon")]
    public void Validate_OutOfRange_NamesTheOption(int side, double margin, int augmentations, double degrees,
        double epsilon, string option)
    {
        var problems = new Problems();
        new VoxelVmOptions
        {
            Side = side, Margin = margin, Augmentations = augmentations, RotationDegrees = degrees, Epsilon = epsilon,
        }.Validate(problems);
        Assert.Equal(option, Assert.Single(problems.Found).Option);
    }

    private static PointCloud Cloud(params float[] xyz) => PointCloud.FromInterleaved(xyz);

    private sealed class RemarkRun : FitRun
    {
        public List<string> Remarks { get; } = [];

        public Dictionary<string, string> Facts { get; } = [];

        public override void Remark(string text) => Remarks.Add(text);

        public override void Fact(string name, string value) => Facts[name] = value;
    }
}
