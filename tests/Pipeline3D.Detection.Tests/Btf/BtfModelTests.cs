using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.Tests;

/// <summary>The fitted models, made once: fitting is what these tests spend their time on.</summary>
public sealed class FittedDomes
{
    private static readonly BtfOptions Small = new() { GridSize = Domes.Size, PatchGrid = 24, PadMultiple = 1,
        BlurSigma = 2 };

    public BtfModel Fpfh { get; } = Fit(Small);

    public BtfModel Raw { get; } = Fit(Small with { Features = BtfFeatures.RawTiles });

    internal static BtfModel Fit(BtfOptions options, int threads = 0)
    {
        var trainer = new BtfTrainer(options);
        for (int seed = 0; seed < 8; seed++)
            trainer.Add(Domes.Make(seed, defect: false).Scan, threads);
        return trainer.Complete("sha256:domes", threads);
    }
}

public sealed class BtfModelTests(FittedDomes fitted) : IClassFixture<FittedDomes>
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
    public void Score_DefectiveScans_HigherImageScoresThanNormalOnes()
    {
        var scores = Enumerable.Range(100, 12).Select(seed =>
            (fitted.Fpfh.Score(Domes.Make(seed, defect: seed % 2 == 0).Scan).ImageScore, seed % 2 == 0));
        Assert.True(Domes.Auroc(scores) > 0.8);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void SaveThenLoad_SameScan_BitEqualScores(bool fpfh)
    {
        BtfModel model = fpfh ? fitted.Fpfh : fitted.Raw;
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        BtfModel loaded = BtfModel.Load(file);
        OrganizedCloud scan = Domes.Make(200, defect: true).Scan;
        PatchCoreScores before = model.Score(scan), after = loaded.Score(scan);
        Assert.Equal(before.Map.Scores, after.Map.Scores);
        Assert.Equal(before.ImageScore, after.ImageScore);
        Assert.Equal(model.Options, loaded.Options);
        Assert.Equal("sha256:domes", loaded.PatchCore.DatasetHash);
    }

    [Fact]
    public void Fit_AnyThreads_SameModelFile()
    {
        var options = new BtfOptions { GridSize = 48, PatchGrid = 12, PadMultiple = 1 };
        using MemoryStream one = new(), many = new();
        FittedDomes.Fit(options, threads: 1).Save(one);
        FittedDomes.Fit(options, threads: 5).Save(many);
        Assert.Equal(one.ToArray(), many.ToArray());
    }

    [Fact]
    public void Load_BankOfAnotherWidth_Throws()
    {
        using var file = new MemoryStream();
        new ModelFile(BtfModel.Method, "", 0, new BtfOptions().ToText(), new FeatureMatrix(3, 20)).Save(file);
        file.Position = 0;
        Assert.Contains("20 columns", Assert.Throws<ModelFormatException>(() => BtfModel.Load(file)).Message);
    }

    [Fact]
    public void Score_EmptyScan_ScoresLikeNothingSeen()
    {
        PatchCoreScores scores = fitted.Fpfh.Score(new OrganizedCloud(Domes.Size, Domes.Size,
            new PointCloud(Domes.Size * Domes.Size)));
        Assert.All(scores.Map.Scores, score => Assert.True(float.IsFinite(score)));
    }

    private static double PixelAuroc(BtfModel model) => Domes.Auroc(Enumerable.Range(100, 6).SelectMany(seed =>
    {
        (OrganizedCloud scan, bool[] truth) = Domes.Make(seed, defect: true);
        ScoreMap map = model.Score(scan).Map.ToScan(BtfExtractor.PaddingOf(scan, model.Options));
        return map.Scores.Zip(truth);
    }));

    private static double NoiseAuroc()
    {
        var random = new Random(1);
        return Domes.Auroc(Domes.Make(100, defect: true).Truth.Select(truth => (random.NextSingle(), truth)));
    }
}
