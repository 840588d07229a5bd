using Pipeline3D.Core.Options;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.Definitions.Tests.Support;
using Pipeline3D.Engine.Graphs;

namespace Pipeline3D.Definitions.Tests.Registry;

public sealed class BlockRegistryTests : DefinitionTest
{
    [Fact]
    public void Types_OfAnAssembly_AreReadFromTheOneDeclaration()
    {
        BlockType type = Registry.Find("filter.voxel")!;
        OptionInfo cell = type.Options[0];

        Assert.Equal(("Thins.", BlockKind.Transform, typeof(int)), (type.Summary, type.Shape.Kind, type.Shape.Output));
        Assert.Equal(("cell_size", "length", "1 mm"), (cell.Name, cell.Kind, cell.Default));
        Assert.Equal(["cell_size", "count", "mode", "names", "pause", "root"],
            type.Options.Select(option => option.Name));
        Assert.Equal("nearest-floor | nearest-centre", type.Options[2].Kind);
        Assert.Equal(BlockShape.Of(Registry.Create(type, new SampleOptions())), type.Shape);
    }

    [Fact]
    public void Add_SameAddressTwice_IsRefused()
    {
        var registry = new BlockRegistry(typeof(SampleSink).Assembly);
        Assert.Contains("is taken by", Assert.Throws<PluginException>(() => registry.Add(typeof(SampleSink).Assembly))
            .Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_PluginThatIsNone_SaysSo()
    {
        File.WriteAllText(Folder["bad.dll"], "text");
        Assert.Contains("no .NET assembly", Assert.Throws<PluginException>(() => PluginLoader.Load(Folder["bad.dll"]))
            .Message, StringComparison.Ordinal);
        Assert.Contains("there is no plugin",
            Assert.Throws<PluginException>(() => PluginLoader.Load(Folder["none.dll"])).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CellSize", "cell_size")]
    [InlineData("MaxNn", "max_nn")]
    [InlineData("FPRLimit", "fpr_limit")]
    [InlineData("K", "k")]
    public void SnakeCase_Names_AreSplitAtWords(string name, string expected) => Assert.Equal(expected,
        OptionText.NameOf(name));
}
