using System.Collections.Immutable;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.Clip;

/// <summary>How pictures become features.</summary>
/// <param name="Path">The tower's own tokens, or those of the local path.</param>
internal sealed record EncodingWay(ClipPath Path)
{
    /// <summary>Layers whose tokens are kept, from 1; empty for the last.</summary>
    public ImmutableArray<int> Layers { get; init; } = [];

    /// <summary>First layer of the local path; 0 for the default.</summary>
    public int LocalFrom { get; init; }

    /// <summary>Side that pictures are brought to; 0 for the tower's own.</summary>
    public int Size { get; init; }

    /// <summary>Whether the vector of a whole picture goes through the last norm.</summary>
    public bool ClassNorm { get; init; } = true;

    /// <summary>Whether features are kept in half precision.</summary>
    public bool IsHalf { get; init; } = true;
}
