using Pipeline3D.Blocks.Methods;
using Pipeline3D.Blocks.Sources;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Models;

namespace Pipeline3D.Blocks.Tests.Methods;

public sealed class ModelFolderTests : MethodTest
{
    private static readonly BtfRawOptions Raw = new() { GridSize = 32, PatchGrid = 8, PadMultiple = 1 };

    [Fact]
    public async Task Files_HiddenOnesBesideTheModels_AreNoModels()
    {
        string path = Folder["models"];
        Directory.CreateDirectory(path);
        var folder = new ModelFolder(path);
        folder.Write(await LearnAsync<BtfRaw>(Raw, TestScans.Dome(1), TestScans.Dome(2)));
        string model = Assert.Single(folder.Files);
        foreach (string hidden in new[] { "._", "." })
            File.WriteAllBytes(Path.Combine(path, hidden + Path.GetFileName(model)), [0, 5, 22, 7]);
        Assert.Equal([model], folder.Files);
        Assert.Equal("dome", Assert.Single(folder.ReadAbout()).Category);
        var source = new ModelsSource(new ModelsSourceOptions { Folder = path }, new NoServices());
        await source.StartAsync(Run, TestContext.Current.CancellationToken);
        var entries = new List<SourceEntry<ModelSet>>();
        await foreach (SourceEntry<ModelSet> entry in source.ListAsync(Run, TestContext.Current.CancellationToken))
            entries.Add(entry);
        Assert.Equal([model], Assert.Single(entries).Files);
    }
}
