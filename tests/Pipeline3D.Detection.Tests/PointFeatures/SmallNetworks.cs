using Pipeline3D.Networks;
using Pipeline3D.Networks.Dino;
using Pipeline3D.Networks.PointMae;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Detection.Tests.PointFeatures;

/// <summary>Files of small networks with random weights, deleted with the test.</summary>
public abstract class SmallNetworks : IDisposable
{
    private readonly TempFolder _folder = new();

    protected SmallNetworks() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    /// <summary>A Point-MAE network of 3 x 24 features.</summary>
    protected string PointMae(int seed = 1)
    {
        using var model = PointMaeModel.Random(new PointMaeShape
        {
            GroupSize = 16, Width = 24, Heads = 2, Layers = 3, DecoderLayers = 0, Mini = (16, 16, 16), Position = 16,
        }, seed);
        string path = _folder[$"point-mae-{seed}.safetensors"];
        using FileStream file = File.Create(path);
        model.Save(file);
        return path;
    }

    /// <summary>A tower of pictures of 4 x 4 patches of 12 features.</summary>
    protected string Dino(int seed = 1)
    {
        using var model = DinoModel.Random(new DinoShape { Width = 12, Heads = 2, Layers = 2, Patch = 8, Image = 32 },
            seed);
        string path = _folder[$"dino-{seed}.safetensors"];
        using FileStream file = File.Create(path);
        model.Save(file);
        return path;
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
