using Pipeline3D.Data;
using Pipeline3D.Detection.Clip.Pictures;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.ImrNet;
using Pipeline3D.Detection.M3dm;
using Pipeline3D.Detection.PatchCorePointMae;
using Pipeline3D.Detection.PointMae;
using Pipeline3D.Detection.Reg3dAd;
using Pipeline3D.Detection.RegAd;
using Pipeline3D.Detection.ThreeDSt.Fcgf;
using Pipeline3D.Detection.ThreeDSt.PpfFoldNet;
using Pipeline3D.Detection.ThreeDzAl;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Dino;
using Pipeline3D.Networks.PointMae;
using Pipeline3D.Networks.ResNet;
using Pipeline3D.Testing.Methods;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Testing.Tests.Methods;

/// <summary>Methods on networks of points keep every rule of methods, on small networks with random
/// weights.</summary>
public sealed class PointNetworkConformanceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public PointNetworkConformanceTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(false), InlineData(true)]
    public void PatchCorePointMae_OnClouds_KeepsAllRules(bool register)
        => Assert.NotNull(new MethodConformance<PatchCorePointMaeMethod>(new PatchCorePointMaeOptions
        {
            Weights = PointMae(), Groups = 200, GroupSize = 12, MaxBankRows = 150, UnitSphere = true,
            Register = register, VoxelSize = 0.002,
        })
        // What a network that learnt nothing sees tells few defects.
        { Normal = CloudOf, Anomalous = BadCloudOf, TwinsAtLeast = 0, AboveRandom = -1 }.Check());

    [Fact]
    public void Reg3dAd_OnClouds_KeepsAllRules()
        => Assert.NotNull(new MethodConformance<Reg3dAdMethod>(new Reg3dAdOptions
        {
            Weights = PointMae(), Groups = 200, GroupSize = 12, MaxBankRows = 3000, VoxelSize = 1.5,
            VoxelUnit = VoxelUnit.Diagonal,
        })
        // The coordinates tell a bump of 4 mm; the branch of a network that learnt nothing is noise beside them.
        { Normal = CloudOf, Anomalous = BadCloudOf, TwinsAtLeast = 0.5 }.Check());

    [Fact]
    public void M3dm_PointsOfGrids_KeepsAllRules()
        => Assert.NotNull(new MethodConformance<M3dmMethod>(new M3dmOptions
        {
            Weights = PointMae(), Groups = 100, GroupSize = 12, GridSize = 48, PatchGrid = 16, PadMultiple = 1,
            BlurSigma = 1, UnitSphere = true,
        })
        { TwinsAtLeast = 0, AboveRandom = -1 }.Check());

    [Fact]
    public void M3dm_PointsAndColourOfGrids_KeepsAllRules()
        => Assert.NotNull(new MethodConformance<M3dmMethod>(new M3dmOptions
        {
            Weights = PointMae(), DinoWeights = Dino(), Groups = 100, GroupSize = 12, GridSize = 48, PatchGrid = 16,
            PadMultiple = 1, BlurSigma = 1, UnitSphere = true, FusionHead = 6, BatchSize = 1,
        })
        {
            Normal = seed => Coloured(ConformanceScans.Normal(seed)),
            Anomalous = seed => Coloured(ConformanceScans.Anomalous(seed)), TwinsAtLeast = 0, AboveRandom = -1,
        }.Check());

    [Fact]
    public void ImrNet_OnClouds_KeepsAllRules()
        => Assert.NotNull(new MethodConformance<ImrNetMethod>(new ImrNetOptions
        {
            Points = 256, GroupSize = 16, Width = 16, Heads = 2, Layers = 2, DecoderLayers = 1, MiniWidth = 8, Steps = 6,
            WarmUpSteps = 2, CheckpointEvery = 1, FeatureWeight = 0.5, Smooth = 8,
        })
        // Six steps teach it next to nothing.
        { Normal = CloudOf, Anomalous = BadCloudOf, TwinsAtLeast = 0, AboveRandom = -1 }.Check());

    [Theory, InlineData(false), InlineData(true)]
    public void ThreeDzAl_OnGrids_KeepsAllRules(bool withColour)
        => Assert.NotNull(new MethodConformance<ThreeDzAlMethod>(new ThreeDzAlOptions
        {
            GridSize = 48, PatchGrid = 8, PadMultiple = 1, PatchPoints = 24, BlurSigma = 1, Epochs = 3,
            CheckpointEvery = 1, IrrelevantScans = 1, BiasNetwork = BiasNetworkKind.Small, PiecePoints = 100,
            CoresetFraction = 0.5, Weights = withColour ? ResNet() : "",
        })
        {
            Normal = seed => Coloured(ConformanceScans.Normal(seed)),
            Anomalous = seed => Coloured(ConformanceScans.Anomalous(seed)),
        }.Check());

    [Fact]
    public void PointMae_WhichDoesNotScore_KeepsTheRulesOfLearning()
        => Assert.Null(new MethodConformance<PointMaePretraining>(new PointMaeOptions
        {
            Points = 300, SamplePoints = 128, Groups = 16, GroupSize = 8, Width = 16, Heads = 2, Layers = 2,
            DecoderLayers = 1, MiniWidth = 8, Epochs = 4, WarmUp = 1, BatchSize = 2,
        }).Check());

    [Fact]
    public void Fcgf_WhichDoesNotScore_KeepsTheRulesOfLearning()
        => Assert.Null(new MethodConformance<FcgfLearner>(new FcgfOptions
        {
            Points = 300, Neighbours = 8, Width = 2, FirstKernel = 3, Places = 32, Epochs = 4, CheckpointEvery = 1,
        }).Check());

    [Fact]
    public void PpfFoldNet_WhichDoesNotScore_KeepsTheRulesOfLearning()
        => Assert.Null(new MethodConformance<PpfFoldNetLearner>(new PpfFoldNetOptions
        {
            Points = 300, Neighbours = 8, PatchPoints = 16, Reach = 5, Patches = 4, Code = 6, Width = 4, Folding = 8,
            FoldingLayers = 2, Grid = 4, Epochs = 4, CheckpointEvery = 1,
        }).Check());

    [Theory, InlineData(PictureKind.Depth), InlineData(PictureKind.Rgb)]
    public void RegAd_OnPicturesOfGrids_KeepsAllRules(PictureKind picture)
        => Assert.NotNull(new MethodConformance<RegAdMethod>(new RegAdOptions
        {
            Weights = ResNet(), Picture = picture, PictureSize = 64, Epochs = 2, BatchSize = 3, BlurSigma = 1,
        })
        {
            Normal = seed => Coloured(ConformanceScans.Normal(seed)),
            Anomalous = seed => Coloured(ConformanceScans.Anomalous(seed)), TwinsAtLeast = 0, AboveRandom = -1,
        }.Check());

    private static Scan CloudOf(int seed) => ConformanceScans.AsCloud(ConformanceScans.Normal(seed));

    private static Scan BadCloudOf(int seed) => ConformanceScans.AsCloud(ConformanceScans.Anomalous(seed));

    private static Scan Coloured(Scan scan)
    {
        var pixels = new byte[3 * scan.Cloud.Count];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(scan.Truth!.Ids[i / 3] != 0 ? 250 : 80 + (i % 3) + (i / 3 % scan.Grid!.Width));
        return scan with { Rgb = new RgbImage(scan.Grid!.Width, scan.Grid.Height, pixels) };
    }

    private string PointMae()
    {
        using var model = PointMaeModel.Random(new PointMaeShape
        {
            Width = 64, Heads = 2, Layers = 3, DecoderLayers = 0, Mini = (16, 16, 16), Position = 16,
        }, seed: 1);
        using FileStream file = File.Create(_folder["point-mae.safetensors"]);
        model.Save(file);
        return file.Name;
    }

    private string ResNet()
    {
        using FileStream file = File.Create(_folder["resnet.safetensors"]);
        ResNetWeights.Random(new ResNetShape { Stem = 4, Blocks = [1, 1, 1], Widths = [4, 6, 8] }, seed: 1).Save(file);
        return file.Name;
    }

    private string Dino()
    {
        using var model = DinoModel.Random(new DinoShape { Width = 12, Heads = 2, Layers = 2, Image = 32 }, seed: 1);
        using FileStream file = File.Create(_folder["dino.safetensors"]);
        model.Save(file);
        return file.Name;
    }
}
