using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.M3dm;
using Pipeline3D.Detection.Tests.PointFeatures;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Interpolation;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Networks.PointMae;

namespace Pipeline3D.Detection.Tests.M3dm;

public sealed class M3dmMethodTests : SmallNetworks
{
    private M3dmOptions Small => new()
    {
        Weights = PointMae(), Groups = 96, GroupSize = 16, GridSize = 48, PatchGrid = 12, PadMultiple = 1,
        BlurSigma = 1, FusionHead = 8, Seed = 3,
    };

    [Fact]
    public void Prepare_Grid_IsInterpolatedThenPooled()
    {
        M3dmOptions options = Small;
        (OrganizedCloud grid, _) = Domes.Make(1, defect: false);
        var sample = (M3dmSample)Learnt.Method<M3dmMethod>().Prepare(Learnt.Scan(grid), options, new MethodContext());
        OrganizedCloud square = GridResize.Nearest(grid, 48, 48);
        int[] valid = square.ValidIndices();
        PointCloud cloud = square.Points.Select(valid);
        var groups = PointGroups.Of(cloud, 96, 16);
        using var network = PointMaeModel.Load(options.Weights);
        FeatureMatrix each = InverseDistance.Of(groups.Centres, cloud).Apply(new FeatureMatrix(96, 72,
            network.Features(cloud, groups)));
        var image = new float[48 * 48 * 72];
        for (int i = 0; i < valid.Length; i++)
            each.Row(i).CopyTo(image.AsSpan(valid[i] * 72));
        float[] wanted = Pooling.Adaptive(Pooling.Average(image, 48, 48, 72, 3), 46, 46, 72, 12, 12);
        Assert.Equal((144, 72), (sample.Points.Rows, sample.Points.Columns));
        Assert.All(wanted.Zip(sample.Points.Values), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void Score_GridByPoints_FindsBumps()
    {
        TrainedModel model = Learnt.Of<M3dmMethod>(Small, Enumerable.Range(0, 4).Select(seed =>
            Learnt.Scan(Domes.Make(seed, defect: false).Scan)));
        double auroc = Domes.Auroc(Enumerable.Range(100, 4).SelectMany(seed =>
        {
            (OrganizedCloud scan, bool[] truth) = Domes.Make(seed, defect: true);
            return model.Score(Learnt.Scan(scan)).Each.Zip(truth);
        }));
        Assert.True(auroc > 0.6, $"P-AUROC {auroc:F3}");
    }

    [Fact]
    public void Score_Cloud_TakesTheScoreOfTheNearestCentre()
    {
        TrainedModel model = Learnt.Of<M3dmMethod>(Small, [Learnt.Scan(Balls.Make(1, defect: false).Cloud)]);
        Scores scores = model.Score(Learnt.Scan(Balls.Make(100, defect: true).Cloud));
        Assert.Equal(3000, scores.Each.Length);
        Assert.InRange(scores.Each.Distinct().Count(), 2, 96);
    }

    [Theory, InlineData(true, false, false), InlineData(false, true, true), InlineData(true, true, true)]
    public void Score_WithColour_FindsAColourThatPointsDoNotSee(bool uff, bool shared, bool published)
    {
        M3dmOptions options = Small with
        {
            DinoWeights = Dino(), Uff = uff, SharedStatistic = shared, PublishedBanks = published, BatchSize = 2,
            CoresetFraction = 0.5,
        };
        TrainedModel model = Learnt.Of<M3dmMethod>(options, Enumerable.Range(0, 3).Select(seed => Coloured(seed)));
        Assert.Equal(3, ((M3dmModel)model.Model).Banks.Count);
        Scores normal = model.Score(Coloured(50)), stained = model.Score(Coloured(50, stain: true));
        Assert.Equal(Domes.Size * Domes.Size, normal.Each.Length);
        Assert.NotEqual(normal.Each, stained.Each);
        Assert.Equal(stained.Each, model.ThroughItsFile().Score(Coloured(50, stain: true), threads: 1).Each);
        Assert.Equal(stained.Whole, model.ThroughItsFile().Score(Coloured(50, stain: true)).Whole);
    }

    [Fact]
    public void Fit_PublishedQuirks_AreTheirRules()
    {
        M3dmOptions options = Small with { DinoWeights = Dino(), Uff = false, CoresetFraction = 0.25 };
        Scan[] scans = [.. Enumerable.Range(0, 3).Select(seed => Coloured(seed))];
        IReadOnlyList<ScaledBank> own = Banks(options), quirky = Banks(options with
        {
            SharedStatistic = true, PublishedBanks = true,
        });
        Assert.Equal([3 * 144 / 4, 3 * 16 / 4, 3 * 144 / 4], own.Select(bank => bank.Memory.Rows.Rows));
        Assert.Equal((own[0].Mean, own[1].Deviation), (quirky[2].Mean, quirky[2].Deviation));
        Assert.NotEqual(own[0].Deviation, own[1].Deviation);
        FeatureMatrix points = quirky[0].Memory.Rows;
        Assert.All(points.Row(points.Rows - 1).ToArray(), value => Assert.Equal(0, value));
        Assert.Equal((points.Rows / 4, points.Rows / 4), (quirky[1].Memory.Rows.Rows, quirky[2].Memory.Rows.Rows));

        IReadOnlyList<ScaledBank> Banks(M3dmOptions by) => ((M3dmModel)Learnt.Of<M3dmMethod>(by, scans).Model).Banks;
    }

    [Fact]
    public void RateAt_Epochs_RisesAndFallsByHalfACosine()
    {
        var options = new M3dmOptions();
        Assert.Equal(0, FusionTask.RateAt(options, 0));
        Assert.Equal(1.5e-3, FusionTask.RateAt(options, 0.5), 1e-12);
        Assert.Equal(3e-3, FusionTask.RateAt(options, 1), 1e-12);
        Assert.Equal(1.5e-3, FusionTask.RateAt(options, 2), 1e-12);
        Assert.Equal(0, FusionTask.RateAt(options, 3), 1e-12);
    }

    [Fact]
    public void Prepare_WhatIsMissing_IsRejected()
    {
        MethodRunner method = Learnt.Method<M3dmMethod>();
        Assert.Equal(RejectReason.MissingPartner, Reason(Small with { DinoWeights = Dino() },
            Learnt.Scan(Domes.Make(1, defect: false).Scan)));
        Assert.Equal(RejectReason.SizeMismatch, Reason(Small with { DinoWeights = Dino() },
            Learnt.Scan(Balls.Make(1, defect: false).Cloud)));
        Assert.Equal(RejectReason.SizeMismatch, Reason(Small with { DinoWeights = Dino() }, Coloured(1) with
        {
            Rgb = new RgbImage(2, 2, new byte[12]),
        }));
        Assert.Equal(RejectReason.TooFewPoints, Reason(Small with { GroupSize = 1500 },
            Learnt.Scan(Domes.Make(1, defect: false).Scan)));
        Assert.Contains("dino_vitbase8_pretrain.pth", Assert.Throws<FileNotFoundException>(() => new M3dmMethod()
            .Check(Small with { DinoWeights = "nowhere.pth" })).Message, StringComparison.Ordinal);

        RejectReason Reason(M3dmOptions options, Scan scan) => Assert.Throws<ItemRejectedException>(
            () => method.Prepare(scan, options, new MethodContext())).Reason;
    }

    [Fact]
    public void Validate_WrongOptions_NamesThem()
    {
        var problems = new Problems();
        new M3dmOptions
        {
            GridSize = 4, PatchGrid = 3, PadMultiple = 0, Epochs = 0, WarmUp = -1, LearningRate = 0, WeightDecay = 2,
            BatchSize = 0, MaxPatches = 1, FusionHead = 0, CoresetFraction = 0, CoresetProjection = 1,
            MaxBankRows = 0, BlurSigma = -1, CheckpointEvery = -1,
        }.Validate(problems);
        Assert.Equal(["GridSize", "PatchGrid", "PadMultiple", "Epochs", "WarmUp", "LearningRate", "WeightDecay",
            "BatchSize", "MaxPatches", "FusionHead", "CoresetFraction", "CoresetProjection", "MaxBankRows",
            "BlurSigma", "CheckpointEvery"], problems.Found.Select(problem => problem.Option));
    }

    private static Scan Coloured(int seed, bool stain = false)
    {
        (OrganizedCloud grid, _) = Domes.Make(seed, defect: false);
        var pixels = new byte[3 * Domes.Size * Domes.Size];
        for (int i = 0; i < pixels.Length; i++)
        {
            int row = i / 3 / Domes.Size, column = i / 3 % Domes.Size;
            pixels[i] = (byte)(100 + (row / 2) + (i % 3 * 10));
            if (stain && row is > 40 and < 60 && column is > 40 and < 60)
                pixels[i] = (byte)(i % 3 == 0 ? 255 : 0);
        }
        return Learnt.Scan(grid) with { Rgb = new RgbImage(Domes.Size, Domes.Size, pixels) };
    }
}
