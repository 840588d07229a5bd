using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.ThreeDzAl;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Networks;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Detection.Tests.ThreeDzAl;

/// <summary>The method on generated parts: what it learns, what its options change, and what it refuses.</summary>
public sealed class ThreeDzAlMethodTests : IDisposable
{
    private static readonly ThreeDzAlOptions Small = new()
    {
        GridSize = Domes.Size, PatchGrid = 12, PadMultiple = 1, BiasNetwork = BiasNetworkKind.Small,
        IrrelevantScans = 2, PiecePoints = 256, Epochs = 20, BlurSigma = 2, Seed = 1, CheckpointEvery = 0,
    };

    // Learnt once for all tests that only look at it.
    private static readonly Lazy<TrainedModel> Usual = new(() => Model(Small));
    private static readonly Lazy<TrainedModel> Short = new(() => Model(Small with { Epochs = 1 }, 1));
    private readonly TempFolder _folder = new();

    public ThreeDzAlMethodTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Learn_ShortTraining_TellsPseudoAnomaliesOfUnseenScansFromTheirNormalPatches()
    {
        var learnt = (ThreeDzAlModel)Usual.Value.Model;
        var scores = new List<(float, bool)>();
        CellPatches other = CellPatches.Of(ScrapScans.Make(Domes.Size, 77, 0), 12, 64, 1, default);
        var draws = new PatchDraws(Small with { Seed = 99 }, [new IrrelevantScan(other.Points, new KdTree(other.Points),
            [.. Enumerable.Range(0, other.Points.Count / 50).Select(i => 50 * i)], other.Radius)]);
        for (int seed = 200; seed < 205; seed++)
        {
            CellPatches host = CellPatches.Of(Domes.Make(seed, defect: false).Scan, 12, 64, 1, default);
            PatchBatch batch = draws.Batch([(host, seed)], grid => grid.Radius, 1, 1, default);
            float[] judged = learnt.Classifier.Run(batch.Patches, 64, 0).Probabilities;
            scores.AddRange(judged.Zip(batch.IsAnomalous));
        }
        double area = Domes.Auroc(scores);
        Assert.True(area > 0.85, $"AUROC {area:F3} of {scores.Count} patches, seed 99");
    }

    [Fact]
    public void Score_DefectivePixels_StandAboveTheOthersAndAboveUntrainedNetworks()
    {
        double ours = Area(Usual.Value), control = Area(Model(Small with { Epochs = 0, DistanceWeight = 0 }));
        Assert.True(ours > 0.75 && ours > control + 0.1, $"pixels' AUROC {ours:F3}, untrained classifier {control:F3}");
    }

    [Fact]
    public void Score_ScanOfAnotherSize_IsOnItsOwnPixels()
    {
        TrainedModel model = Short.Value;
        OrganizedCloud small = GridResize.Nearest(Domes.Make(20, defect: false).Scan, 70, 50);
        Scores scores = model.Score(Learnt.Scan(small));
        Assert.Equal(3500, scores.Each.Length);
        Assert.Equal(scores.Each, model.ThroughItsFile().Score(Learnt.Scan(small)).Each);
    }

    [Fact]
    public void Score_ScanWithoutReadingsOrWithFewerThanAPatch_IsRejectedWithNumbers()
    {
        TrainedModel model = Model(Small with { Epochs = 0 });
        ItemRejectedException empty = Assert.Throws<ItemRejectedException>(() =>
            model.Score(Learnt.Scan(new OrganizedCloud(96, 96, new PointCloud(96 * 96)))));
        Assert.Equal(RejectReason.EmptyCloud, empty.Reason);
        // Enough readings at first, too few on the square.
        OrganizedCloud wide = GridResize.Nearest(Domes.Make(1, defect: false).Scan, 400, 400);
        for (int i = 0; i < wide.Points.Count; i++)
            if (i % 400 is < 196 or > 206 || i / 400 is < 196 or > 206)
                wide.Points[i] = default;
        ItemRejectedException few = Assert.Throws<ItemRejectedException>(() => model.Score(Learnt.Scan(wide)));
        Assert.Equal(RejectReason.TooFewPoints, few.Reason);
        Assert.Contains("a patch has 64", few.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Learn_OneScan_GivesFiniteScoresAndTheSameOnesTwice()
    {
        byte[] first = Of(1).Bytes(), second = Of(3).Bytes();
        Assert.Equal(first, second);

        static TrainedModel Of(int threads) => Learnt.Of<ThreeDzAlMethod>(Small with { Epochs = 2 },
            [Learnt.Scan(Domes.Make(1, defect: false).Scan)], threads);
    }

    [Fact]
    public void Learn_ScanWithTooFewPoints_IsRefusedWithBothNumbers()
    {
        OrganizedCloud little = GridResize.Nearest(Domes.Make(1, defect: false).Scan, 12, 12);
        Assert.Contains("a patch and a hole of half its size take 96", Assert.Throws<ArgumentException>(() =>
            Learnt.Of<ThreeDzAlMethod>(Small with { GridSize = 12 }, [Learnt.Scan(little)])).Message,
            StringComparison.Ordinal);
    }

    public static TheoryData<string, ThreeDzAlOptions> Ablations { get; } = new()
    {
        { "without L_rd, C_w", Small with { Epochs = 1, Disentangle = Disentangling.None, Classifier = false } },
        { "cosine", Small with { Epochs = 1, Disentangle = Disentangling.Cosine, RdNormalsOnly = true } },
        { "not moved", Small with { Epochs = 1, Perturb = false } },
        { "adding", Small with { Epochs = 1, Kinds = PseudoKinds.Adding, Attach = AttachingRule.Mean } },
        { "removing", Small with { Epochs = 1, Kinds = PseudoKinds.Removing } },
        { "class", Small with { Epochs = 1, PatchScale = PatchScale.Class, ScaleDistance = false } },
        { "re-weighted", Small with { Epochs = 1, Whole = WholeScore.Reweighted, FeatureWeight = 0.5 } },
        { "own", Small with { Epochs = 1, Irrelevant = "own", ScalePiece = false } },
    };

    [Theory, MemberData(nameof(Ablations))]
    public void Learn_EveryAblation_ChangesScores(string what, ThreeDzAlOptions options)
    {
        Scan scan = Learnt.Scan(Domes.Make(30, defect: true).Scan);
        Scores usual = Short.Value.Score(scan), other = Model(options, 1).Score(scan);
        Assert.False(usual.Each.SequenceEqual(other.Each) && usual.Whole == other.Whole, what);
        Assert.All(other.Each, score => Assert.True(float.IsFinite(score), what));
    }

    [Fact]
    public void Learn_IrrelevantScansOfAFolder_AreReadAndOtherOnesMakeAnotherModel()
    {
        Write("a.tiff", ScrapScans.Make(64, 5, 0));
        ThreeDzAlOptions options = Small with { Epochs = 1, Irrelevant = _folder.Path };
        byte[] first = Model(options, 1).Bytes();
        Assert.Equal(first, Model(options, 1).Bytes());
        string key = new ThreeDzAlMethod().FilesKey(options);
        Write("a.tiff", ScrapScans.Make(80, 6, 1));
        Assert.NotEqual(key, new ThreeDzAlMethod().FilesKey(options));
        Assert.NotEqual(first, Model(options, 1).Bytes());
    }

    [Fact]
    public void Learn_FolderWithoutScansOrOfClouds_SaysWhatToName()
    {
        Assert.Contains("option irrelevant", Assert.ThrowsAny<IOException>(() => Model(Small with
        {
            Irrelevant = _folder["nowhere"],
        })).Message, StringComparison.Ordinal);
        File.WriteAllText(_folder["cloud.xyz"], "1 2 3\n2 3 4\n3 4 6\n");
        Assert.Contains("a cloud without a grid of pixels", Assert.Throws<InvalidOperationException>(() =>
            Model(Small with { Irrelevant = _folder.Path })).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(BiasNetworkKind.Resnet50, 2048, 2), InlineData(BiasNetworkKind.Small, 64, 4)]
    public void Run_RandomNetwork_IsThatOfItsSeed(BiasNetworkKind kind, int channels, int side)
    {
        OrganizedCloud square = ScrapScans.Make(64, 1, 0);
        (float[] first, int height, int width) = new BiasNetwork(kind, 3).Run(square);
        Assert.Equal((channels * side * side, side, side), (first.Length, height, width));
        Assert.True(first.Min() >= 0 && first.Max() > 0);
        Assert.Equal(first, new BiasNetwork(kind, 3).Run(square).Activation);
        Assert.NotEqual(first, new BiasNetwork(kind, 4).Run(square).Activation);
    }

    [Fact]
    public void Validate_OptionsOutOfRange_AreAllNamed()
    {
        var problems = new Problems();
        new ThreeDzAlOptions
        {
            PatchPoints = 8, Irrelevant = "", IrrelevantScans = 0, Tau = 0, PiecePoints = 0, Positives = 1,
            Negatives = 0, Epochs = -1, BatchSize = 0, LearningRate = 0,
            Temperature = 0, DisentangleWeight = -1, Epsilon = 2,
            DistanceWeight = -1, ClassifierWeight = -1, FeatureWeight = -1, CheckpointEvery = -1,
        }.Validate(problems);
        Assert.Equal(17, problems.Found.Count);
    }

    private void Write(string name, OrganizedCloud scan) => TiffWriter.WriteFloat(_folder[name], scan.Width,
        scan.Height, 3, scan.Points.ToInterleaved());

    private static TrainedModel Model(ThreeDzAlOptions options, int scans = 4) => Learnt.Of<ThreeDzAlMethod>(options,
        Enumerable.Range(1, scans).Select(seed => Learnt.Scan(Domes.Make(seed, defect: false).Scan)));

    private static double Area(TrainedModel model) => Domes.Auroc(Enumerable.Range(100, 4).SelectMany(seed =>
    {
        (OrganizedCloud scan, bool[] truth) = Domes.Make(seed, defect: true);
        float[] scores = model.Score(Learnt.Scan(scan)).Each;
        return scan.ValidIndices().Select(i => (scores[i], truth[i]));
    }));
}
