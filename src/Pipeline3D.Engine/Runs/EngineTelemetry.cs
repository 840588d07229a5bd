using System.Diagnostics;
using System.Diagnostics.Metrics;
using Pipeline3D.Engine.Journal;

namespace Pipeline3D.Engine.Runs;

/// <summary>The engine's meters and traces under the name <c>Pipeline3D</c>, for OpenTelemetry or any
/// listener.</summary>
public static class EngineTelemetry
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Pipeline3D";

    private static readonly Meter Meter = new(Name);

    // From a tenth of a millisecond to a minute and a half: blocks of this field lie anywhere between.
    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries =
        [
            1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100,
        ],
    };

    internal static readonly ActivitySource Traces = new(Name);

    private static readonly KeyValuePair<string, object?>[] Outcomes = [.. Enum.GetValues<ItemOutcome>()
        .Select(outcome => new KeyValuePair<string, object?>("outcome", outcome.ToString()))];

    private static readonly Counter<long> ItemsEnded = Meter.CreateCounter<long>(
        "pipeline3d.items", unit: "{item}", description: "Items that ended, by outcome.");

    internal static readonly Histogram<double> Busy = Meter.CreateHistogram<double>(
        "pipeline3d.block.duration", unit: "s", description: "Time one block spent on one item, waiting excluded.",
        advice: Durations);

    internal static readonly Histogram<double> Waited = Meter.CreateHistogram<double>(
        "pipeline3d.block.wait", unit: "s", description: "Time one item waited before one block.",
        advice: Durations);

    internal static readonly Counter<double> Blocked = Meter.CreateCounter<double>(
        "pipeline3d.budget.blocked", unit: "s", description: "Time the admission waited for bytes to be given back.");

    internal static readonly UpDownCounter<long> BytesInFlight = Meter.CreateUpDownCounter<long>(
        "pipeline3d.budget.used", unit: "By", description: "Declared bytes of the items in flight.");

    /// <summary>Counts an item that has ended.</summary>
    internal static void Ended(ItemOutcome outcome) => ItemsEnded.Add(1, Outcomes[(int)outcome]);
}
