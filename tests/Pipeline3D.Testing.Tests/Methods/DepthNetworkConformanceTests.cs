using Pipeline3D.Detection.Ast;
using Pipeline3D.Detection.ThreeDsr;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Dsr;
using Pipeline3D.Networks.Training;
using Pipeline3D.Testing.Methods;
using Pipeline3D.TestSupport;
using Pipeline3D.Weights;

namespace Pipeline3D.Testing.Tests.Methods;

/// <summary>Methods on networks of depth pictures keep every rule of methods, on small networks with random
/// weights.</summary>
public sealed class DepthNetworkConformanceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public DepthNetworkConformanceTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ThreeDsr_OnGrids_KeepsAllRules()
        => Assert.NotNull(new MethodConformance<ThreeDsrMethod>(new ThreeDsrOptions
        {
            Weights = Autoencoder(), Side = 64, Bottleneck = 2, SegmentationWidth = 2, Epochs = 3, EpochPictures = 2,
            BatchSize = 2, LargestScale = 3, Smooth = 3,
        })
        // Three steps teach it nothing.
        { TwinsAtLeast = 0, AboveRandom = -1 }.Check());

    [Fact]
    public void DsrAutoencoder_WhichDoesNotScore_KeepsTheRulesOfLearning()
        => Assert.Null(new MethodConformance<AutoencoderLearner>(new AutoencoderOptions
        {
            Side = 64, Hidden = 4, Residual = 2, Embedding = 4, Codes = 6, Epochs = 3, EpochPictures = 4, BatchSize = 2,
            LargestScale = 3,
        }).Check());

    [Fact]
    public void Ast_OnGrids_KeepsAllRules()
        => Assert.NotNull(new MethodConformance<AstMethod>(new AstOptions
        {
            Side = 64, Position = 4, Couplings = 2, Hidden = 4, StudentWidth = 4, StudentBlocks = 1, TeacherEpochs = 2,
            StudentEpochs = 2, BatchSize = 2,
        })
        // Four steps teach it nothing.
        { TwinsAtLeast = 0, AboveRandom = -1 }.Check());

    private string Autoencoder()
    {
        FlatLayout layout = DsrAutoencoder.Layout(new DsrShape
        {
            Hidden = 4, Residual = 2, Embedding = 4, Codes = 12,
        });
        float[] weights = DsrStart.Autoencoder(layout, 1);
        using FileStream file = File.Create(_folder["autoencoder.safetensors"]);
        SafetensorsWriter.Write(file, [.. layout.Parts.Select(part => (part.Name, part.Shape.ToArray(),
            (ReadOnlyMemory<float>)weights.AsMemory(part.Start, part.Count)))]);
        return file.Name;
    }
}
