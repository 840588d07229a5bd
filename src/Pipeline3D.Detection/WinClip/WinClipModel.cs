using System.Collections.Immutable;
using Pipeline3D.Detection.Clip.Prompts;

namespace Pipeline3D.Detection.WinClip;

/// <summary>What WinCLIP knows of a category: features of its prompts, and windows of normal pictures in the few-shot
/// form.</summary>
public sealed class WinClipModel
{
    internal WinClipModel(TextModel text, ImmutableArray<float[]> references)
        => (Text, References) = (text, references);

    /// <summary>Features of the prompts.</summary>
    internal TextModel Text { get; }

    /// <summary>Per scale of <see cref="WinClipSample.Scale"/> the vectors of all references in a row; empty in the
    /// zero-shot form.</summary>
    internal ImmutableArray<float[]> References { get; }
}
