namespace Pipeline3D.Core.Blocks;

/// <summary>A block whose output depends on what files hold that its options name, such as weights: outputs of the
/// cache, and runs that are resumed, are told apart by it.</summary>
public interface IReadsFiles
{
    /// <summary>Stands for the content, for example a hash; empty when no file matters, or it is not there.</summary>
    string FilesKey { get; }
}
