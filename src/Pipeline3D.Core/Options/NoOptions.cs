namespace Pipeline3D.Core.Options;

/// <summary>The options of a block that has none.</summary>
public sealed record NoOptions : IBlockOptions
{
    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
    }
}
