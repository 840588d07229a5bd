using Pipeline3D.Core.Items;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.Tests.Btf;

/// <summary>The fitted models, made once: fitting is what these tests spend their time on.</summary>
public sealed class FittedDomes
{
    private static readonly PatchCoreFpfhOptions Small = new() { GridSize = Domes.Size, PatchGrid = 24, PadMultiple = 1,
        BlurSigma = 2 };

    public TrainedModel Fpfh { get; } = Fit<PatchCoreFpfh>(Small);

    public TrainedModel Raw { get; } = Fit<BtfRaw>(new BtfRawOptions { GridSize = Domes.Size, PatchGrid = 24,
        PadMultiple = 1, BlurSigma = 2 });

    internal static TrainedModel Fit<T>(MethodOptions options, int threads = 0) => Learnt.Of<T>(options,
        Enumerable.Range(0, 8).Select(seed => Learnt.Scan(Domes.Make(seed, defect: false).Scan)), threads);
}

public sealed class PatchCoreFpfhTests(FittedDomes fitted) : IClassFixture<FittedDomes>
{
    [Fact]
    public void Score_BumpsAndHoles_FoundByFpfhAndBetterThanByRaw()
    {
        double fpfh = PixelAuroc(fitted.Fpfh), raw = PixelAuroc(fitted.Raw), noise = NoiseAuroc();
        Assert.True(fpfh > 0.9, $"P-AUROC of FPFH {fpfh:F3}, of raw depth {raw:F3}, of noise {noise:F3}");
        Assert.True(fpfh > raw && fpfh > noise + 0.2,
            $"P-AUROC of FPFH {fpfh:F3}, of raw depth {raw:F3}, of noise {noise:F3}");
    }

    [Fact]
    public void Score_DefectiveScans_HigherScoresThanNormalOnes()
    {
        var scores = Enumerable.Range(100, 12).Select(seed => (fitted.Fpfh.Score(Learnt.Scan(Domes.Make(seed,
            defect: seed % 2 == 0).Scan)).Whole, seed % 2 == 0));
        Assert.True(Domes.Auroc(scores) > 0.8);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void SaveThenLoad_SameScan_BitEqualScores(bool fpfh)
    {
        TrainedModel model = fpfh ? fitted.Fpfh : fitted.Raw, loaded = model.ThroughItsFile();
        OrganizedCloud scan = Domes.Make(200, defect: true).Scan;
        Scores before = model.Score(Learnt.Scan(scan)), after = loaded.Score(Learnt.Scan(scan));
        Assert.Equal(before.Each, after.Each);
        Assert.Equal(before.Whole, after.Whole);
        Assert.Equal(model.Options, loaded.Options);
        Assert.Equal("sha256:test", loaded.About.TrainingHash);
    }

    [Fact]
    public void Fit_AnyThreads_SameModelFile()
    {
        var options = new PatchCoreFpfhOptions { GridSize = 48, PatchGrid = 12, PadMultiple = 1 };
        Assert.Equal(FittedDomes.Fit<PatchCoreFpfh>(options, threads: 1).Bytes(),
            FittedDomes.Fit<PatchCoreFpfh>(options, threads: 5).Bytes());
    }

    [Fact]
    public void Score_EmptyScan_IsRejected()
    {
        var empty = new OrganizedCloud(Domes.Size, Domes.Size, new PointCloud(Domes.Size * Domes.Size));
        Assert.Equal(RejectReason.EmptyCloud, Assert.Throws<ItemRejectedException>(
            () => fitted.Fpfh.Score(Learnt.Scan(empty))).Reason);
    }

    private static double PixelAuroc(TrainedModel model) => Domes.Auroc(Enumerable.Range(100, 6).SelectMany(seed =>
    {
        (OrganizedCloud scan, bool[] truth) = Domes.Make(seed, defect: true);
        return model.Score(Learnt.Scan(scan)).Each.Zip(truth);
    }));

    private static double NoiseAuroc()
    {
        var random = new Random(1);
        return Domes.Auroc(Domes.Make(100, defect: true).Truth.Select(truth => (random.NextSingle(), truth)));
    }
}
