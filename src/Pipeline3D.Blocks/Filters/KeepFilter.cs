using System.Collections.Immutable;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;

namespace Pipeline3D.Blocks.Filters;

/// <summary>Lets scans pass whose category, defect or name is in a list; the others count as filtered.</summary>
[Block("filter.keep", Summary = "Keep scans of some categories or defects only.")]
public sealed class KeepFilter(KeepOptions options) : FilterBlock3D<Scan>(options)
{
    /// <inheritdoc/>
    public override ValueTask<string?> ReasonToDropAsync(Scan input, BlockContext context)
    {
        ItemId id = context.Item;
        return new(!Passes(options.Categories, id.Category) ? "category"
            : !Passes(options.Defects, id.Defect) ? "defect"
            : !Passes(options.Names, id.Name) ? "name" : null);
    }

    private static bool Passes(ImmutableArray<string> wanted, string found) => wanted.IsEmpty || wanted.Contains(found);
}
