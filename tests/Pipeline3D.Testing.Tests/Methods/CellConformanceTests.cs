using Pipeline3D.Detection.AnoGan;
using Pipeline3D.Detection.Autoencoders;
using Pipeline3D.Detection.VariationModel;
using Pipeline3D.Networks;
using Pipeline3D.Testing.Methods;

namespace Pipeline3D.Testing.Tests.Methods;

/// <summary>Methods on voxels and depth pictures keep every rule of methods.</summary>
public sealed class CellConformanceTests
{
    private static void NeedsTorch() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    [Fact]
    public void VoxelVm_OnGrids_KeepsAllRules()
        => Assert.NotNull(new MethodConformance<VoxelVmMethod>(new VoxelVmOptions { Side = 16, Augmentations = 3 })
        { TwinsAtLeast = 0 }.Check());

    [Fact]
    public void VoxelVm_OnClouds_KeepsAllRules()
        => Assert.NotNull(new MethodConformance<VoxelVmMethod>(new VoxelVmOptions { Side = 16, Augmentations = 3 })
        {
            Normal = seed => ConformanceScans.AsCloud(ConformanceScans.Normal(seed)),
            Anomalous = seed => ConformanceScans.AsCloud(ConformanceScans.Anomalous(seed)), TwinsAtLeast = 0,
        }.Check());

    [Fact]
    public void DepthVm_OnGrids_KeepsAllRules()
        => Assert.NotNull(new MethodConformance<DepthVmMethod>(new DepthVmOptions { Side = 32, Augmentations = 3 })
        { TwinsAtLeast = 0 }.Check());

    [Fact]
    public void VoxelAe_OnGrids_KeepsAllRules()
    {
        NeedsTorch();
        // Three steps teach it nothing.
        Assert.NotNull(new MethodConformance<VoxelAeMethod>(new VoxelAeOptions
        {
            Side = 4, Channels = 2, Stages = 1, Code = 3, Epochs = 3, EpochSteps = 1, BatchSize = 2,
        })
        { TwinsAtLeast = 0, AboveRandom = -1 }.Check());
    }

    [Fact]
    public void DepthAe_OnGrids_KeepsAllRules()
    {
        NeedsTorch();
        Assert.NotNull(new MethodConformance<DepthAeMethod>(new DepthAeOptions
        {
            Side = 8, Channels = 2, Stages = 1, Code = 3, Epochs = 3, EpochSteps = 1, BatchSize = 2,
        })
        { TwinsAtLeast = 0, AboveRandom = -1 }.Check());
    }

    [Fact]
    public void VoxelGan_OnGrids_KeepsAllRules()
    {
        NeedsTorch();
        Assert.NotNull(new MethodConformance<VoxelGanMethod>(new VoxelGanOptions
        {
            Side = 4, Channels = 2, Stages = 1, Code = 3, Epochs = 3, EncoderEpochs = 1, EpochSteps = 1, BatchSize = 1,
            CriticSteps = 2,
        })
        { TwinsAtLeast = 0, AboveRandom = -1 }.Check());
    }

    [Fact]
    public void DepthGan_OnGrids_KeepsAllRules()
    {
        NeedsTorch();
        Assert.NotNull(new MethodConformance<DepthGanMethod>(new DepthGanOptions
        {
            Side = 8, Channels = 2, Stages = 1, Code = 3, Epochs = 1, EncoderEpochs = 2, EpochSteps = 1, BatchSize = 1,
            CriticSteps = 2,
        })
        { TwinsAtLeast = 0, AboveRandom = -1 }.Check());
    }
}
