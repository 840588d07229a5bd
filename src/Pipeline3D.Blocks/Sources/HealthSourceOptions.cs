using Pipeline3D.Core;

namespace Pipeline3D.Blocks;

/// <summary>Options of <see cref="HealthSource"/>.</summary>
public sealed record HealthSourceOptions : IBlockOptions
{
    /// <summary>The models folder of an earlier run.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Name of the file without its extension, as given to sink.health.</summary>
    public string Name { get; init; } = HealthFile.DefaultName;

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        problems.RequireText(Folder, nameof(Folder));
        HealthFile.ValidateName(Name, nameof(Name), problems);
    }
}
