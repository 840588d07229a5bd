using Pipeline3D.Detection.PointMae;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Networks;
using Pipeline3D.Networks.PointMae;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Detection.Tests.PointMae;

public sealed class PointMaeShelfTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public PointMaeShelfTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_OfOneFileTwice_IsOneNetwork()
    {
        using var shelf = new PointMaeShelf();
        string path = Write("net.safetensors", seed: 1);
        Assert.Same(shelf.Open(path), shelf.Open(path));
    }

    [Fact]
    public void Open_OfAFileThatComesLater_IsTriedAgain()
    {
        using var shelf = new PointMaeShelf();
        string path = _folder["late.safetensors"];
        Assert.Throws<FileNotFoundException>(() => shelf.Open(path));
        Assert.Throws<FileNotFoundException>(() => PointMaeShelf.Check($"random:{path}"));
        Write("late.safetensors", seed: 1);
        Assert.Equal(8, shelf.Open(path).Shape.Width);
    }

    [Fact]
    public void Open_AtRandom_HasTheShapeOfTheFileAndNoneOfItsNumbers()
    {
        using var shelf = new PointMaeShelf();
        string path = Write("net.safetensors", seed: 3);
        PointMaeModel learnt = shelf.Open(path), control = shelf.Open($"random:{path}");
        Assert.Equal(learnt.Shape, control.Shape);
        PointCloud cloud = TestClouds.Of("surface", 60, 1);
        PointGroups groups = PointGroups.Of(cloud, 5, 8);
        Assert.NotEqual(learnt.Features(cloud, groups), control.Features(cloud, groups));
        Assert.NotEqual(learnt.Sha256, control.Sha256);
    }

    private string Write(string name, int seed)
    {
        using PointMaeModel model = PointMaeModel.Random(new PointMaeShape
        {
            Width = 8, Heads = 1, Layers = 2, DecoderLayers = 0, Mini = (4, 6, 8), Position = 6, GroupSize = 1,
        }, seed);
        using FileStream file = File.Create(_folder[name]);
        model.Save(file);
        return file.Name;
    }
}
