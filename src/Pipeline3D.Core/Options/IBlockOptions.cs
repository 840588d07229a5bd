namespace Pipeline3D.Core.Options;

/// <summary>The options of a block: init-only properties with defaults, and one check of all of them.</summary>
/// <remarks>A property's documentation comment is what <c>pipeline3d inspect</c> and the docs print.</remarks>
public interface IBlockOptions
{
    /// <summary>Notes every option whose value cannot work.</summary>
    void Validate(Problems problems);
}
