using Pipeline3D.Engine.Remote;

namespace Pipeline3D.Nats.Messages;

/// <summary>What is to be computed: one item, or the reduction of a group.</summary>
internal sealed record TaskMessage
{
    public int V { get; init; } = Wire.Version;

    /// <summary>How often it was sent, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The item; null for a fit.</summary>
    public EntryRef? Entry { get; init; }

    /// <summary>Files of the item that travel with it; empty when they are seen where it is computed.</summary>
    public IReadOnlyList<ShippedFile> Files { get; init; } = [];

    /// <summary>The fit; null for an item.</summary>
    public FitMessage? Fit { get; init; }
}

/// <summary>A file that travels: put where it is asked for under the same path below another folder.</summary>
/// <param name="Path">Its full path where the run is.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="Written">When it was last written, in ticks of UTC.</param>
/// <param name="Blob">Its content.</param>
internal sealed record ShippedFile(string Path, long Length, long Written, string Blob);

/// <summary>What a group is made of.</summary>
/// <param name="Items">Its items, in order.</param>
/// <param name="Files">Their files, when they travel; else empty.</param>
internal sealed record FitItems(IReadOnlyList<EntryRef> Items, IReadOnlyList<ShippedFile> Files);

/// <summary>The reduction of a group.</summary>
/// <param name="Number">Its number within the run.</param>
/// <param name="Node">The reducer.</param>
/// <param name="Group">The group.</param>
/// <param name="IsGrouped">Whether the reducer knows groups.</param>
/// <param name="Items">Blob of what it is made of.</param>
internal sealed record FitMessage(long Number, string Node, string Group, bool IsGrouped, string Items);
