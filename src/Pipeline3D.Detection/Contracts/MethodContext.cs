using Pipeline3D.Core.Items;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Detection.Contracts;

/// <summary>What a method may know and use while it works on one scan.</summary>
public sealed record MethodContext
{
    /// <summary>Who the scan is, for messages.</summary>
    public ItemId Item { get; init; } = new("", "", "", "", "scan");

    /// <summary>Most threads to use; 0 = one per core. Results must not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>The run's seed.</summary>
    public int Seed { get; init; }

    /// <summary>The device as this scan sees it; null for the cores.</summary>
    public DeviceScope? Scope { get; init; }

    /// <summary>The most points that are wanted of the scan, which was thinned to meet a deadline; null for a whole
    /// scan. Scores of thinned scans are held against thresholds of their own.</summary>
    public int? MaxPoints { get; init; }

    /// <summary>Tells the user something that is no error; the same text is said once, so it names no scan.</summary>
    public Action<string> Remark { get; init; } = _ => { };

    /// <summary>Ends the work.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Says that this scan cannot be used; throw what it returns.</summary>
    public ItemRejectedException Reject(RejectReason reason, string detail, Exception? cause = null)
        => ItemRejectedException.Because(reason, Item, detail, cause);
}
