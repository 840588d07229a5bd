using System.Text;
using System.Text.Json;
using Pipeline3D.Evaluation.Intervals;

namespace Pipeline3D.Evaluation.Results;

/// <summary>Writes an evaluation as JSON with all digits of every number.</summary>
public static class MetricsJson
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    /// <summary>The document: <c>categories</c>, <c>mean</c>, <c>remarks</c>, <c>intervals</c> (how they were drawn;
    /// absent when off); a metric is <c>{value, low, high}</c> or
    /// <c>{value: null, why_undefined}</c>; AU-PRO is keyed by its limit.</summary>
    public static string Write(EvaluationResult result)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Indented))
        {
            json.WriteStartObject();
            json.WriteStartArray("categories");
            foreach (CategoryMetrics category in result.Categories)
                WriteCategory(json, category);
            json.WriteEndArray();
            json.WritePropertyName("mean");
            WriteCategory(json, result.Mean);
            json.WriteStartArray("remarks");
            foreach (string remark in result.Remarks)
                json.WriteStringValue(remark);
            json.WriteEndArray();
            if (result.Options.Bootstrap is { } bootstrap)
                WriteIntervals(json, bootstrap);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteIntervals(Utf8JsonWriter json, BootstrapOptions bootstrap)
    {
        json.WriteStartObject("intervals");
        json.WriteString("method", "percentile bootstrap over images, stratified by label; "
            + "Clopper-Pearson where no resample differs from 0 or 1");
        json.WriteNumber("confidence", bootstrap.Confidence);
        json.WriteNumber("resamples", bootstrap.Resamples);
        json.WriteNumber("seed", bootstrap.Seed);
        json.WriteEndObject();
    }

    private static void WriteCategory(Utf8JsonWriter json, CategoryMetrics metrics)
    {
        json.WriteStartObject();
        json.WriteString("category", metrics.Category);
        json.WriteNumber("images", metrics.Images);
        json.WriteNumber("anomalous_images", metrics.AnomalousImages);
        json.WriteNumber("pixels", metrics.Pixels);
        json.WriteNumber("anomalous_pixels", metrics.AnomalousPixels);
        json.WriteNumber("regions", metrics.Regions);
        WriteValue(json, "image_auroc", metrics.ImageAuroc);
        WriteValue(json, "image_ap", metrics.ImageAp);
        WriteValue(json, "pixel_auroc", metrics.PixelAuroc);
        WriteValue(json, "pixel_ap", metrics.PixelAp);
        json.WriteStartObject("au_pro");
        foreach (AuProAt at in metrics.AuPro)
            WriteValue(json, CategoryMetrics.LimitName(at.Limit), at.Value);
        json.WriteEndObject();
        WriteValue(json, "au_pro_score_sampled", metrics.AuProScoreSampled);
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, MetricValue value)
    {
        json.WriteStartObject(name);
        if (value.Value is { } number)
            json.WriteNumber("value", number);
        else
            json.WriteNull("value");
        if (value.Low is { } low)
            json.WriteNumber("low", low);
        if (value.High is { } high)
            json.WriteNumber("high", high);
        if (value.WhyUndefined is { } reason)
            json.WriteString("why_undefined", reason);
        json.WriteEndObject();
    }
}
