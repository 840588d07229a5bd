namespace Pipeline3D.Core.Blocks;

/// <summary>A block that pipeline files called by another address before: they are read for one version more, with a
/// remark. Implementations have a constructor without parameters.</summary>
public interface IFormerBlock
{
    /// <summary>The address that files wrote.</summary>
    string Id { get; }

    /// <summary>What stands for it now.</summary>
    /// <param name="options">The options as the file gives them; may be changed.</param>
    /// <returns>The address of today.</returns>
    string Rewrite(IDictionary<string, string> options);
}
