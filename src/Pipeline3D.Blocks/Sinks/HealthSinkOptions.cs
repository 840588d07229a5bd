using Pipeline3D.Core;

namespace Pipeline3D.Blocks;

/// <summary>Options of <see cref="HealthSink"/>.</summary>
public sealed record HealthSinkOptions : IBlockOptions
{
    /// <summary>Name of the file without its extension: letters, digits, '-' and '_'. A pipeline that checks scans at
    /// two places needs two.</summary>
    public string Name { get; init; } = HealthFile.DefaultName;

    /// <inheritdoc/>
    public void Validate(Problems problems) => HealthFile.ValidateName(Name, nameof(Name), problems);
}
