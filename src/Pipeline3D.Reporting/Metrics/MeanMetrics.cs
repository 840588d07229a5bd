using System.Text.Json;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Reporting.Metrics;

/// <summary>The mean metrics of a run, as its metrics.json has them.</summary>
public static class MeanMetrics
{
    /// <summary>Reads the means over the categories.</summary>
    /// <returns>Their values by the path of their name, for example <c>image_auroc</c> and <c>au_pro@0.3</c>; a JSON
    /// null is a metric that cannot be told. Empty when the run measured none.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="JsonException">The file is damaged.</exception>
    public static IReadOnlyDictionary<string, JsonElement> Read(RunFolder folder)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (!File.Exists(folder.MetricsJson))
            return values;
        return JsonFile.Read(folder.MetricsJson, metrics =>
        {
            Collect(metrics.GetProperty("mean"), "", values);
            return values;
        });
    }

    private static void Collect(JsonElement found, string name, Dictionary<string, JsonElement> values)
    {
        foreach (JsonProperty property in found.EnumerateObject())
            if (property.Name == "value")
                values[name] = property.Value.Clone();
            else if (property.Value.ValueKind == JsonValueKind.Object)
                Collect(property.Value, name.Length == 0 ? property.Name : $"{name}@{property.Name}", values);
    }
}
