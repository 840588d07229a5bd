using Pipeline3D.Core.Options;
using Pipeline3D.Core.Recipes;

namespace Pipeline3D.Core.Blocks;

/// <summary>Makes blocks by their address: what a model file remembers of how its scans were prepared becomes blocks
/// again.</summary>
public interface IBlockFactory
{
    /// <summary>Makes a block.</summary>
    /// <param name="step">Address, version and options.</param>
    /// <exception cref="FormatException">There is no such block, it is of another version, or an option is none of its
    /// own; the message says what to do.</exception>
    /// <exception cref="OptionsException">An option cannot work.</exception>
    IBlock Create(RecipeStep step);
}
