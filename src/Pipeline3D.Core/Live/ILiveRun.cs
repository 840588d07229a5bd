using Pipeline3D.Core.Items;

namespace Pipeline3D.Core.Live;

/// <summary>What a service gives a run that never ends, and takes from it. Thread-safe.</summary>
public interface ILiveRun
{
    /// <summary>The scans as they come in; ends when the service is drained and all accepted ones were given.</summary>
    /// <param name="stop">Ends it at once.</param>
    IAsyncEnumerable<Arrival> ArriveAsync(CancellationToken stop);

    /// <summary>How the sender of an item wants its score map.</summary>
    MapFormat MapWanted(ItemId item);

    /// <summary>Takes what is to be told of an item; its sender hears of it once the item has ended.</summary>
    void Report(ScanReport report);

    /// <summary>Says what can be judged; called while blocks start, by each that knows a part of it. What was said of
    /// the
    /// same category before is kept where this says nothing.</summary>
    void Serve(ServedModel model);

    /// <summary>The categories that a model is loaded for, in ordinal order; empty when nothing is known of
    /// them.</summary>
    IReadOnlyList<string> Categories { get; }
}
