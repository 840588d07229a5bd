using Pipeline3D.Core;

namespace Pipeline3D.Blocks;

/// <summary>What a registry of blocks needs to know all of ours.</summary>
public static class BlockCatalogue
{
    /// <summary>Finds the blocks that follow from other declarations: those of methods.</summary>
    public static IReadOnlyList<IBlockDerivation> Derivations() => [new MethodCatalogue()];

    /// <summary>The assemblies that hold blocks, methods and layouts.</summary>
    public static IReadOnlyList<System.Reflection.Assembly> Assemblies { get; } =
        [typeof(BlockCatalogue).Assembly, typeof(Detection.MethodType).Assembly];
}
