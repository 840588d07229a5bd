using Pipeline3D.Blocks.Methods;
using Pipeline3D.Blocks.Sources;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Blocks;

/// <summary>What a registry of blocks needs to know all of ours.</summary>
public static class BlockCatalogue
{
    /// <summary>Finds the blocks that follow from other declarations: those of methods, and the sources of dataset
    /// layouts.</summary>
    public static IReadOnlyList<IBlockDerivation> Derivations() => [new MethodCatalogue(), new LayoutBlocks()];

    /// <summary>The assemblies that hold blocks, methods and layouts.</summary>
    public static IReadOnlyList<System.Reflection.Assembly> Assemblies { get; } =
        [typeof(BlockCatalogue).Assembly, typeof(MethodType).Assembly, typeof(IDatasetLayout).Assembly];
}
