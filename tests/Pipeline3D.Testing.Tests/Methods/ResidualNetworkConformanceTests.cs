using Pipeline3D.Data;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Cpmf;
using Pipeline3D.Networks;
using Pipeline3D.Networks.ResNet;
using Pipeline3D.Testing.Methods;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Testing.Tests.Methods;

/// <summary>Methods on residual networks keep every rule of methods, on small networks with random weights.</summary>
public sealed class ResidualNetworkConformanceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ResidualNetworkConformanceTests()
        => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void BtfRgb_OnColour_KeepsAllRules()
        => Assert.NotNull(new MethodConformance<BtfRgbMethod>(new BtfRgbOptions
        {
            Weights = Network(), Layers = [1, 2], PictureSize = 48, GridSize = 48, PatchGrid = 12, PadMultiple = 1,
            BlurSigma = 1, CoresetFraction = 0.5,
        })
        { Normal = seed => Coloured(ConformanceScans.Normal(seed)), Anomalous = seed => Coloured(
            ConformanceScans.Anomalous(seed)) }.Check());

    [Fact]
    public void Cpmf_OnGrids_KeepsAllRules()
        => Assert.NotNull(new MethodConformance<CpmfMethod>(new CpmfOptions
        {
            Weights = Network(), Stages = 2, Views = 3, Window = 48, PointSize = 2, GridSize = 48, PatchGrid = 12,
            PadMultiple = 1, BlurSigma = 1, CoresetFraction = 0.5,
        })
        // What a network that learnt nothing sees tells few defects.
        { TwinsAtLeast = 0, AboveRandom = -1 }.Check());

    [Fact]
    public void Cpmf_OnClouds_KeepsAllRules()
        => Assert.NotNull(new MethodConformance<CpmfMethod>(new CpmfOptions
        {
            Weights = Network(), Stages = 2, Views = 2, Window = 48, PointSize = 2, CloudPoints = 500,
            VoxelUnit = VoxelUnit.Diagonal,
        })
        {
            Normal = seed => ConformanceScans.AsCloud(ConformanceScans.Normal(seed)),
            Anomalous = seed => ConformanceScans.AsCloud(ConformanceScans.Anomalous(seed)), TwinsAtLeast = 0,
            AboveRandom = -1,
        }.Check());

    private static Scan Coloured(Scan scan)
    {
        var pixels = new byte[3 * scan.Cloud.Count];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(scan.Truth!.Ids[i / 3] != 0 ? 250 : 80 + (i % 3) + (i / 3 % scan.Grid!.Width));
        return scan with { Rgb = new RgbImage(scan.Grid!.Width, scan.Grid.Height, pixels) };
    }

    private string Network()
    {
        using FileStream file = File.Create(_folder["resnet.safetensors"]);
        // Wide enough for the coreset's random projection, which is all that the seed decides.
        ResNetWeights.Random(new ResNetShape { Blocks = [1, 1], Widths = [64, 128], Stem = 8 }, seed: 1).Save(file);
        return file.Name;
    }
}
