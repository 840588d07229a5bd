using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Pipeline3D.Engine;

/// <summary>The engine's meters and traces under the name <c>Pipeline3D</c>, for OpenTelemetry or any
/// listener.</summary>
public static class EngineTelemetry
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Pipeline3D";

    private static readonly Meter Meter = new(Name);

    internal static readonly ActivitySource Traces = new(Name);

    internal static readonly Counter<long> ItemsEnded = Meter.CreateCounter<long>(
        "pipeline3d.items", unit: "{item}", description: "Items that ended, by outcome.");

    internal static readonly Histogram<double> Busy = Meter.CreateHistogram<double>(
        "pipeline3d.block.duration", unit: "s", description: "Time one block spent on one item, waiting excluded.");

    internal static readonly Histogram<double> Waited = Meter.CreateHistogram<double>(
        "pipeline3d.block.wait", unit: "s", description: "Time one item waited before one block.");

    internal static readonly UpDownCounter<long> BytesInFlight = Meter.CreateUpDownCounter<long>(
        "pipeline3d.budget.used", unit: "By", description: "Declared bytes of the items in flight.");
}
