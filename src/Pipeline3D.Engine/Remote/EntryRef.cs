using Pipeline3D.Core.Items;

namespace Pipeline3D.Engine.Remote;

/// <summary>One listed entry as it is named to another machine: who it is and where it lies, nothing of what is in
/// it.</summary>
public sealed record EntryRef
{
    /// <summary>Node that listed it.</summary>
    public required string Source { get; init; }

    /// <summary>Who it is.</summary>
    public required ItemId Item { get; init; }

    /// <summary>Its number within the run.</summary>
    public required long Sequence { get; init; }

    /// <summary>Where it came from; stands in dead letters.</summary>
    public required string Input { get; init; }

    /// <summary>Sizes and times of its files when it was listed.</summary>
    public required string Stamp { get; init; }

    /// <summary>Hash of the values known beforehand that its way depends on; empty without any.</summary>
    public required string Upstream { get; init; }

    /// <summary>All files that it is read from.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Ends of its way that have no use for what it would leave in them.</summary>
    public IReadOnlyList<string> Spared { get; init; } = [];

    /// <summary>Most memory that the item holds on its way, in bytes; what a pool may bound what it ships by.</summary>
    public long DeclaredBytes { get; init; }

    /// <summary>The span that its trace hangs below, as a W3C traceparent; empty without one.</summary>
    public string TraceParent { get; init; } = "";
}
