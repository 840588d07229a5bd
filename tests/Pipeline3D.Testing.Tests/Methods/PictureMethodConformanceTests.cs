using Pipeline3D.Data;
using Pipeline3D.Detection.AnomalyClip;
using Pipeline3D.Detection.Cheraghian;
using Pipeline3D.Detection.ClipRendering;
using Pipeline3D.Detection.ClipTiny;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.PointAd;
using Pipeline3D.Detection.PointClip;
using Pipeline3D.Detection.PointClipV2a;
using Pipeline3D.Detection.WinClip;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Networks;
using Pipeline3D.Testing.Methods;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Testing.Tests.Methods;

/// <summary>Methods that look at pictures keep every rule of methods, on towers that were learnt in a
/// second.</summary>
public sealed class PictureMethodConformanceTests : IDisposable
{
    private static readonly ClipTinyOptions Small = new()
    {
        Image = 64, Patch = 16, Width = 64, Layers = 2, TextWidth = 64, TextLayers = 2, Embedding = 16, Epochs = 3,
        BatchSize = 2, ViewsPerStep = 2,
    };

    private readonly TempFolder _folder = new();

    public PictureMethodConformanceTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ClipTiny_WhichDoesNotScore_KeepsTheRulesOfLearning()
        => Assert.Null(new MethodConformance<ClipTiny>(Small) { TrainingScans = 2 }.Check());

    [Fact]
    public void PointAd_OnSmallTowers_KeepsAllRules()
    {
        MethodFigures? figures = new MethodConformance<PointAdMethod>(new PointAdOptions
        {
            Weights = Towers(), Context = 4, DeepTensors = 1, DeepTokens = 2, Epochs = 3, BatchSize = 2, Blur = 2,
        })
        // What such towers have seen tells no defect; the rule of defects is for the towers of the program.
        { TwinsAtLeast = 0, AboveRandom = -1 }.Check();
        Assert.NotNull(figures);
    }

    [Theory, InlineData(WinClipVariant.Anomalib, 0), InlineData(WinClipVariant.Anomalib, 1)]
    [InlineData(WinClipVariant.Caoyunkang, 0), InlineData(WinClipVariant.Caoyunkang, 2)]
    public void WinClip_OnSmallTowers_KeepsAllRules(WinClipVariant variant, int shots)
        => Assert.NotNull(new MethodConformance<WinClipMethod>(new WinClipOptions
        {
            Weights = Towers(), Variant = variant, Shots = shots,
        })
        { TwinsAtLeast = 0, AboveRandom = -1 }.Check());

    [Fact]
    public void PointClip_OnSmallTowers_KeepsAllRules()
        => Assert.NotNull(new MethodConformance<PointClipMethod>(new PointClipOptions { Weights = Towers() })
        { TwinsAtLeast = 0, AboveRandom = -1, Twins = 1 }.Check());

    [Fact]
    public void PointClipV2a_OnSmallTowers_KeepsAllRules()
        => Assert.NotNull(new MethodConformance<PointClipV2aMethod>(new PointClipV2aOptions
        {
            Weights = Towers(), Context = 4, DeepTensors = 1, DeepTokens = 2, Epochs = 2, BatchSize = 2,
        })
        { TwinsAtLeast = 0, AboveRandom = -1, Twins = 1 }.Check());

    [Fact]
    public void PointAd_PromptsThatNameCategories_KeepAllRules()
        => Assert.NotNull(new MethodConformance<PointAdMethod>(new PointAdOptions
        {
            Weights = Towers(), Context = 4, DeepTensors = 1, DeepTokens = 2, Epochs = 2, BatchSize = 2, Blur = 2,
            Names = ObjectNames.Category, Words = ["dome=round block"],
        })
        { TwinsAtLeast = 0, AboveRandom = -1, Twins = 1 }.Check());

    [Fact]
    public void Cheraghian_OnAFileOfWords_KeepsAllRules()
    {
        string words = _folder["words.txt"];
        File.WriteAllText(words, "dome 1 0 0.5 -1\ndamaged 0 1 0.5 1\n");
        Assert.NotNull(new MethodConformance<CheraghianMethod>(new CheraghianOptions
        {
            Vectors = words, Points = 256, Epochs = 2, BatchSize = 2, MapEpochs = 3,
        })
        { TwinsAtLeast = 0, AboveRandom = -1, Twins = 1 }.Check());
    }

    [Fact]
    public void ClipRendering_OnSmallTowers_KeepsAllRules()
        => Assert.NotNull(new MethodConformance<ClipRenderingMethod>(new ClipRenderingOptions
        {
            Weights = Towers(), Blur = 2,
        })
        { TwinsAtLeast = 0, AboveRandom = -1 }.Check());

    [Fact]
    public void AnomalyClip_OnSmallTowers_KeepsAllRules()
        => Assert.NotNull(new MethodConformance<AnomalyClipMethod>(new AnomalyClipOptions
        {
            Weights = Towers(), Context = 4, DeepTensors = 1, DeepTokens = 2, Epochs = 3, BatchSize = 2, Blur = 2,
        })
        { TwinsAtLeast = 0, AboveRandom = -1 }.Check());

    // Saved as any model, and read as weights of CLIP.
    private string Towers()
    {
        var views = new PointViewOptions { Angles = ["-20,0", "0,0", "20,0"], Size = Small.Image, Sample = 0 };
        MethodRunner method = MethodType.Of(typeof(ClipTiny))!.Open();
        using TrainedModel towers = method.Learn(Small, new[] { ConformanceScans.Normal(1),
            ConformanceScans.Anomalous(2) }.Select(scan => (scan with
            {
                Views = PointViewer.Of(scan.Cloud, ScanViewing.OwnOf(scan), ScanViewing.LabelsOf(scan), views),
            }, Role.Train)));
        string path = _folder["towers.safetensors"];
        using FileStream file = File.Create(path);
        towers.Save(file);
        return path;
    }
}
