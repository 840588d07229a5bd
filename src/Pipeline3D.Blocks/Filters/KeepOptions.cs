using System.Collections.Immutable;
using Pipeline3D.Core.Options;

namespace Pipeline3D.Blocks.Filters;

/// <summary>Options of <see cref="KeepFilter"/>.</summary>
public sealed record KeepOptions : IBlockOptions
{
    /// <summary>Categories that pass; empty = all.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>Defects that pass, <c>good</c> among them; empty = all.</summary>
    public ImmutableArray<string> Defects { get; init; } = [];

    /// <summary>Names that pass; empty = all.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
    }
}
