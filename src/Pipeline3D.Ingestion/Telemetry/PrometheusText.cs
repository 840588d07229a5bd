using System.Globalization;
using System.Text;

namespace Pipeline3D.Ingestion.Telemetry;

/// <summary>Metrics in Prometheus' text format 0.0.4, named as OpenTelemetry's specification translates its own
/// names.</summary>
/// <remarks>Dots become underscores, the unit is added in words, counters end in <c>_total</c>. Source: OpenTelemetry
/// specification, "Prometheus and OpenMetrics Compatibility".</remarks>
public static class PrometheusText
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "seconds", ["ms"] = "milliseconds", ["By"] = "bytes", ["1"] = "ratio", ["%"] = "percent",
    };

    /// <summary>Writes all families.</summary>
    public static string Of(IReadOnlyList<MetricFamily> families)
    {
        var text = new StringBuilder();
        foreach (MetricFamily family in families)
        {
            string name = NameOf(family);
            if (family.Summary.Length > 0)
                text.Append($"# HELP {name} {Escape(family.Summary, isHelp: true)}\n");
            text.Append($"# TYPE {name} {family.Kind}\n");
            foreach (MetricSeries series in family.Series)
                Write(text, family, series, name);
        }
        return text.ToString();
    }

    private static void Write(StringBuilder text, MetricFamily family, MetricSeries series, string name)
    {
        if (family.Kind != "histogram")
        {
            Line(text, name, series, null, series.Value);
            return;
        }
        long sum = 0;
        for (int i = 0; i < series.Buckets.Count; i++)
        {
            sum += series.Buckets[i];
            Line(text, $"{name}_bucket", series, i < family.Bounds.Count ? Number(family.Bounds[i]) : "+Inf", sum);
        }
        Line(text, $"{name}_sum", series, null, series.Value);
        Line(text, $"{name}_count", series, null, series.Count);
    }

    private static void Line(StringBuilder text, string name, MetricSeries series, string? bound, double value)
    {
        IEnumerable<string> labels = series.Tags.Select(tag => $"{Clean(tag.Key)}=\"{Escape(tag.Value)}\"");
        if (bound is not null)
            labels = labels.Append($"le=\"{bound}\"");
        string list = string.Join(',', labels);
        text.Append(name).Append(list.Length > 0 ? $"{{{list}}}" : "").Append(' ').Append(Number(value)).Append('\n');
    }

    private static string NameOf(MetricFamily family)
    {
        string name = Clean(family.Name);
        // Units in braces are notes for people, such as {scan}.
        string unit = family.Unit.StartsWith('{') ? "" : Units.GetValueOrDefault(family.Unit, Clean(family.Unit));
        if (family is { Unit: "1", Kind: not "gauge" })
            unit = "";
        if (unit.Length > 0 && !name.EndsWith($"_{unit}", StringComparison.Ordinal))
            name += $"_{unit}";
        return family.Kind == "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? $"{name}_total" : name;
    }

    private static string Clean(string name)
        => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private static string Escape(string text, bool isHelp = false)
    {
        text = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return isHelp ? text : text.Replace("\"", "\\\"", StringComparison.Ordinal);
    }

    private static string Number(double value) => double.IsPositiveInfinity(value) ? "+Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);
}
