namespace Pipeline3D.Engine.Cache;

/// <summary>Keeps outputs of blocks between runs, by what made them and what they were made of. Called from many
/// threads.</summary>
public interface IArtifactCache
{
    /// <summary>Opens an output; null when there is none, or it is damaged.</summary>
    /// <param name="definition">Key of the block with its options and all that leads to it.</param>
    /// <param name="content">Key of the input's content.</param>
    Stream? TryOpen(string definition, string content);

    /// <summary>Keeps an output. What cannot be written is not kept, and no error.</summary>
    void Add(string definition, string content, Action<Stream> save);

    /// <summary>How many outputs are kept of a block.</summary>
    int Count(string definition);
}
