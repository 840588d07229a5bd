using System.Diagnostics.Metrics;
using System.Globalization;

namespace Pipeline3D.Ingestion.Telemetry;

/// <summary>How the measurements of an instrument are kept.</summary>
/// <param name="Kind">counter, gauge or histogram.</param>
/// <param name="IsLast">Whether a measurement replaces the one before; else it is added.</param>
/// <param name="Bounds">Upper bounds of a histogram's buckets; empty otherwise.</param>
internal sealed record InstrumentShape(string Kind, bool IsLast, double[] Bounds)
{
    // OpenTelemetry's advice for durations in seconds.
    private static readonly double[] Seconds =
        [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    /// <summary>The shape of an instrument, by its type; null when it is none of the library's own.</summary>
    internal static InstrumentShape? Of(Instrument instrument) => Of<double>(instrument) ?? Of<long>(instrument)
        ?? Of<int>(instrument) ?? Of<float>(instrument) ?? Of<decimal>(instrument) ?? Of<short>(instrument)
        ?? Of<byte>(instrument);

    private static InstrumentShape? Of<T>(Instrument instrument) where T : struct, IConvertible => instrument switch
    {
        Histogram<T> histogram => new("histogram", false, BoundsOf(histogram)),
        Counter<T> => new("counter", false, []),
        ObservableCounter<T> => new("counter", true, []),
        UpDownCounter<T> => new("gauge", false, []),
        Gauge<T> or ObservableGauge<T> or ObservableUpDownCounter<T> => new("gauge", true, []),
        _ => null,
    };

    private static double[] BoundsOf<T>(Histogram<T> histogram) where T : struct, IConvertible
        => histogram.Advice?.HistogramBucketBoundaries is { } bounds
            ? [.. bounds.Select(bound => bound.ToDouble(CultureInfo.InvariantCulture))] : Seconds;
}
