using System.Diagnostics.Metrics;
using Pipeline3D.Ingestion.Telemetry;

namespace Pipeline3D.Ingestion.Tests.Telemetry;

public sealed class PrometheusTextTests
{
    [Fact]
    public void Of_AllKindsOfInstrument_NamesAndSumsThemAsTheSpecificationSays()
    {
        using var meter = new Meter($"test-{Guid.NewGuid():N}");
        using var store = new MetricStore(meter.Name);
        Counter<long> items = meter.CreateCounter<long>("a.items", "{item}", "Items, \"quoted\".");
        UpDownCounter<long> used = meter.CreateUpDownCounter<long>("a.used", "By");
        Histogram<double> took = meter.CreateHistogram("a.took", "s", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.1, 1],
        });
        meter.CreateObservableGauge("a.level", () => 7);
        meter.CreateObservableCounter("a.seen", () => 9L);
        items.Add(2, new KeyValuePair<string, object?>("out.come", "a\"b\\c\nd"));
        items.Add(3, new KeyValuePair<string, object?>("out.come", "a\"b\\c\nd"));
        used.Add(10);
        used.Add(-4);
        foreach (double value in new[] { 0.05, 0.1, 0.5, 3 })
            took.Record(value);
        _ = store.Read();

        Assert.Equal("""
            # HELP a_items_total Items, "quoted".
            # TYPE a_items_total counter
            a_items_total{out_come="a\"b\\c\nd"} 5
            # TYPE a_level gauge
            a_level 7
            # TYPE a_seen_total counter
            a_seen_total 9
            # TYPE a_took_seconds histogram
            a_took_seconds_bucket{le="0.1"} 2
            a_took_seconds_bucket{le="1"} 3
            a_took_seconds_bucket{le="+Inf"} 4
            a_took_seconds_sum 3.65
            a_took_seconds_count 4
            # TYPE a_used_bytes gauge
            a_used_bytes 6

            """.ReplaceLineEndings("\n"), PrometheusText.Of(store.Read()));
    }

    [Fact]
    public void Read_EveryTypeOfInstrumentAndNumber_IsOfItsKind()
    {
        using var meter = new Meter($"test-{Guid.NewGuid():N}");
        using var store = new MetricStore(meter.Name);
        meter.CreateHistogram("took", "s", advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [2, 4] })
            .Record(3);
        meter.CreateGauge<short>("last").Record(1);
        Gauge<decimal> price = meter.CreateGauge<decimal>("price");
        price.Record(2.5m);
        price.Record(1.5m);
        UpDownCounter<byte> held = meter.CreateUpDownCounter<byte>("held");
        held.Add(2);
        held.Add(3);
        meter.CreateObservableUpDownCounter("level", () => 7f);
        meter.CreateCounter<float>("seen").Add(0.5f);
        Dictionary<string, MetricFamily> families = store.Read().ToDictionary(family => family.Name);

        Assert.Equal([("held", "gauge", 5), ("last", "gauge", 1), ("level", "gauge", 7), ("price", "gauge", 1.5),
            ("seen", "counter", 0.5), ("took", "histogram", 3)],
            families.Values.Select(family => (family.Name, family.Kind, family.Series.Single().Value)));
        Assert.Equal([2, 4], families["took"].Bounds);
        Assert.Equal([0, 1, 0], families["took"].Series.Single().Buckets);
    }

    [Fact]
    public void Quantile_OfUniformValues_IsWithinABucketOfTheTruth()
    {
        using var meter = new Meter($"test-{Guid.NewGuid():N}");
        using var store = new MetricStore(meter.Name);
        double[] bounds = [.. Enumerable.Range(1, 20).Select(i => i / 20.0)];
        Histogram<double> took = meter.CreateHistogram("took", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = bounds,
        });
        for (int i = 0; i < 1000; i++)
            took.Record((i + 0.5) / 1000);
        MetricFamily family = Assert.Single(store.Read());
        foreach (double share in new[] { 0.01, 0.5, 0.95, 0.99, 1 })
            Assert.Equal(share, family.Quantile(family.Series[0], share), 0.002);
    }

    [Fact]
    public void Read_TagsWithoutEnd_KeepsAThousandSeries()
    {
        using var meter = new Meter($"test-{Guid.NewGuid():N}");
        using var store = new MetricStore(meter.Name);
        Counter<long> counter = meter.CreateCounter<long>("many");
        for (int i = 0; i < 3000; i++)
            counter.Add(1, new KeyValuePair<string, object?>("i", i));
        Assert.Equal(1000, Assert.Single(store.Read()).Series.Count);
    }
}
