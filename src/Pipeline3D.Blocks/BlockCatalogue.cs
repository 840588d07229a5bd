using System.Reflection;
using Pipeline3D.Core;
using Pipeline3D.Data.Datasets;

namespace Pipeline3D.Blocks;

/// <summary>Where our own blocks come from: what a block registry is made of.</summary>
public static class BlockCatalogue
{
    /// <summary>The assemblies that declare blocks, or what blocks follow from.</summary>
    public static Assembly[] Assemblies() => [typeof(BlockCatalogue).Assembly, typeof(IDatasetLayout).Assembly];

    /// <summary>What makes blocks of declarations that are none themselves.</summary>
    public static IReadOnlyList<IBlockDerivation> Derivations() => [new LayoutBlocks()];
}
