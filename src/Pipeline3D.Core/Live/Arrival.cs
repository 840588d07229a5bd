using System.Diagnostics;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Core.Live;

/// <summary>A scan that came in from outside and lies whole on disk, waiting to be read.</summary>
/// <param name="Id">Who it is; no other arrival of the run has this identity.</param>
/// <param name="Input">Where it came from, for people: a file name or an address.</param>
/// <param name="Cloud">File of its coordinates.</param>
public sealed record Arrival(ItemId Id, string Input, string Cloud)
{
    /// <summary>File of its colours; null when none came.</summary>
    public string? Colour { get; init; }

    /// <summary>File of its true defects; null when none came.</summary>
    public string? Truth { get; init; }

    /// <summary>When it was accepted, as a timestamp of the run's clock: the deadline of its verdict counts from there;
    /// null when nobody waits for it any more.</summary>
    public long? AcceptedAt { get; init; }

    /// <summary>The span that it came in under; default when there is none.</summary>
    public ActivityContext Trace { get; init; }
}
