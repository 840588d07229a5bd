using System.Diagnostics.Metrics;
using System.Globalization;

namespace Pipeline3D.Ingestion.Telemetry;

/// <summary>Adds up what the meters of this process measure. Thread-safe.</summary>
/// <remarks>Tags come from code, not from senders; should one grow all the same, an instrument keeps its first 1,000
/// series.</remarks>
public sealed class MetricStore : IDisposable
{
    private const int MaxSeries = 1000;

    private readonly Lock _gate = new();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, Family> _families = new(StringComparer.Ordinal);

    /// <summary>Begins to listen.</summary>
    /// <param name="meters">Names of the meters.</param>
    public MetricStore(params IEnumerable<string> meters)
    {
        HashSet<string> names = new(meters, StringComparer.Ordinal);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (names.Contains(instrument.Meter.Name) && InstrumentShape.Of(instrument) is { } shape)
                listener.EnableMeasurementEvents(instrument, FamilyOf(instrument, shape));
        };
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Add(value, tags, state));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, state) => Add(value, tags, state));
        _listener.SetMeasurementEventCallback<decimal>((_, value, tags, state) => Add((double)value, tags, state));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Add(value, tags, state));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Add(value, tags, state));
        _listener.SetMeasurementEventCallback<short>((_, value, tags, state) => Add(value, tags, state));
        _listener.SetMeasurementEventCallback<byte>((_, value, tags, state) => Add(value, tags, state));
        _listener.Start();
    }

    /// <summary>All instruments that measured something, by name.</summary>
    public IReadOnlyList<MetricFamily> Read()
    {
        _listener.RecordObservableInstruments();
        lock (_gate)
            return [.. _families.Values.Where(family => family.Series.Count > 0)
                .OrderBy(family => family.Name, StringComparer.Ordinal)
                .Select(family => new MetricFamily(family.Name, family.Unit, family.Summary, family.Kind,
                    family.Bounds, [.. family.Series.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                        .Select(pair => pair.Value.Read())]))];
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private Family FamilyOf(Instrument instrument, InstrumentShape shape)
    {
        lock (_gate)
        {
            if (!_families.TryGetValue(instrument.Name, out Family? family))
                _families[instrument.Name] = family = new Family(instrument, shape);
            return family;
        }
    }

    private void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var family = (Family)state!;
        var named = new KeyValuePair<string, string>[tags.Length];
        for (int i = 0; i < tags.Length; i++)
            named[i] = new(tags[i].Key, Convert.ToString(tags[i].Value, CultureInfo.InvariantCulture) ?? "");
        string key = string.Join('\n', named.Select(tag => $"{tag.Key}={tag.Value}"));
        lock (_gate)
        {
            if (!family.Series.TryGetValue(key, out Series? series))
            {
                if (family.Series.Count >= MaxSeries)
                    return;
                family.Series[key] = series = new Series(named, family.Bounds.Length);
            }
            series.Add(value, family);
        }
    }

    private sealed class Family(Instrument instrument, InstrumentShape shape)
    {
        public string Name => instrument.Name;

        public string Unit => instrument.Unit ?? "";

        public string Summary => instrument.Description ?? "";

        public string Kind => shape.Kind;

        public bool IsLast => shape.IsLast;

        public double[] Bounds => shape.Bounds;

        public Dictionary<string, Series> Series { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Series(KeyValuePair<string, string>[] tags, int bounds)
    {
        private readonly long[] _buckets = bounds == 0 ? [] : new long[bounds + 1];
        private double _value;
        private long _count;

        public void Add(double value, Family family)
        {
            _value = family.IsLast ? value : _value + value;
            if (_buckets.Length == 0)
                return;
            _count++;
            // Upper bounds are inclusive.
            int at = Array.BinarySearch(family.Bounds, value);
            _buckets[at >= 0 ? at : ~at]++;
        }

        public MetricSeries Read() => new(tags, _value, _count, [.. _buckets]);
    }
}
