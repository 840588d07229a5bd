using Pipeline3D.Core.Options;

namespace Pipeline3D.Blocks.Sources;

/// <summary>Options of <see cref="ModelsSource"/>.</summary>
public sealed record ModelsSourceOptions : IBlockOptions
{
    /// <summary>The models folder of an earlier run.</summary>
    public string Folder { get; init; } = "";

    /// <inheritdoc/>
    public void Validate(Problems problems) => problems.RequireText(Folder, nameof(Folder));
}
