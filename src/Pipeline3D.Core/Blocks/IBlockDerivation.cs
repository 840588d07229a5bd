using Pipeline3D.Core.Recipes;

namespace Pipeline3D.Core.Blocks;

/// <summary>Finds the blocks that follow from declarations which are none themselves: of a dataset layout its source,
/// of a method its preparation, its fit and its scoring.</summary>
public interface IBlockDerivation
{
    /// <summary>The blocks that follow from a public class; none when it declares nothing of this kind.</summary>
    /// <exception cref="ArgumentException">It is declared wrongly; the message says how.</exception>
    IEnumerable<DerivedBlock> BlocksOf(Type declaration);
}

/// <summary>A block that follows from a declaration.</summary>
/// <param name="Id">Address of the block, for example <c>fit.patchcore-fpfh</c>.</param>
/// <param name="Summary">What it does, in one sentence.</param>
/// <param name="Declaration">The class that it follows from; its documentation's remarks are the block's.</param>
/// <param name="Block">Class of the block: tells kind and payloads.</param>
/// <param name="Options">Class of its options; null when it has none.</param>
/// <param name="Create">Makes it of checked options, null when it has none, and the program's services.</param>
public sealed record DerivedBlock(string Id, string Summary, Type Declaration, Type Block, Type? Options,
    Func<object?, IServiceProvider, IBlock> Create)
{
    /// <summary>Whether it uses the run's device; others compute on the cores.</summary>
    public bool UsesDevice { get; init; }

    /// <summary>Version of what it computes; see <see cref="BlockAttribute.Version"/>.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Address of the block that makes its input of what else may come to it; null when only its own input
    /// type may come.</summary>
    public string? Preparation { get; init; }

    /// <summary>Habits of datasets by the id of their layout: what is done to scans first, and options that differ from
    /// the defaults. Files name one by <c>preset</c>.</summary>
    public IReadOnlyDictionary<string, Preset> Presets { get; init; } = new Dictionary<string, Preset>();
}

/// <summary>How a block is used on a dataset.</summary>
/// <param name="Steps">Blocks that scans go through first; options that they leave out keep their defaults.</param>
/// <param name="Options">Options of the block itself, as text.</param>
public sealed record Preset(IReadOnlyList<RecipeStep> Steps, IReadOnlyDictionary<string, string> Options);
