using System.Globalization;
using System.Text.Json;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Reporting.Diff;

/// <summary>The values of a run's results by name, as a comparison of runs needs them: all numbers of each
/// metrics.json, and all that verdicts say besides the score.</summary>
internal static class RunValues
{
    private const string Methods = "methods";

    private static readonly JsonSerializerOptions Json = new();

    /// <summary>Every number that the run measured, of the main method and of those that it is compared with: means
    /// by their name alone (<c>image_auroc</c>, <c>image_auroc low</c>), those of a category after it, those of other
    /// methods after <c>methods/NAME</c>; random scores and how intervals were drawn likewise.</summary>
    /// <exception cref="JsonException">A file is damaged.</exception>
    public static Dictionary<string, string> Metrics(RunFolder folder)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string prefix, string room) in Rooms(folder))
            foreach (string name in new[] { "metrics", "control" })
                if (Path.Combine(room, $"{name}.json") is var path && File.Exists(path))
                    JsonFile.Read(path, metrics =>
                    {
                        Collect(metrics, $"{prefix}{(name == "control" ? "random scores " : "")}", values);
                        return values;
                    });
        return values;
    }

    /// <summary>What the lines of verdicts.jsonl say of each scan, by scan and then by name of the property, in every
    /// folder of a method.</summary>
    /// <exception cref="JsonException">A line is damaged, or two are of one scan.</exception>
    public static Dictionary<string, Dictionary<string, string>> Verdicts(RunFolder folder)
    {
        var scans = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach ((string prefix, string room) in Rooms(folder))
        {
            string path = Path.Combine(room, Path.GetFileName(folder.Verdicts));
            if (!File.Exists(path))
                continue;
            foreach (Dictionary<string, JsonElement> line in JsonFile.Lines<Dictionary<string, JsonElement>>(path,
                Json))
                if (!line.TryGetValue("item", out JsonElement item) || item.ValueKind != JsonValueKind.String
                    || !scans.TryAdd(prefix + item.GetString(), line.ToDictionary(pair => pair.Key,
                        pair => pair.Value.GetRawText(), StringComparer.Ordinal)))
                    throw new JsonException($"{path}: the file is damaged: a line names no scan, or one that another "
                        + "line names. Restore it, or run again to have it written anew");
        }
        return scans;
    }

    private static IEnumerable<(string Prefix, string Room)> Rooms(RunFolder folder)
    {
        yield return ("", folder.Path);
        string methods = Path.Combine(folder.Path, Methods);
        if (Directory.Exists(methods))
            foreach (string method in Directory.EnumerateDirectories(methods).Order(StringComparer.Ordinal))
                yield return ($"{Methods}/{Path.GetFileName(method)} ", method);
    }

    private static void Collect(JsonElement element, string name, Dictionary<string, string> values)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                    Collect(property.Value, Below(name, property.Name), values);
                break;
            case JsonValueKind.Array:
                int number = 0;
                foreach (JsonElement item in element.EnumerateArray())
                {
                    number++;
                    // Categories are known by their name, whatever their order.
                    string own = item.ValueKind == JsonValueKind.Object
                        && item.TryGetProperty("category", out JsonElement category)
                        && category.ValueKind == JsonValueKind.String ? category.GetString()!
                            : number.ToString(CultureInfo.InvariantCulture);
                    Collect(item, Below(name, own), values);
                }
                break;
            default:
                values[name] = element.ToString();
                break;
        }
    }

    // Means and values are what a name without more stands for.
    private static string Below(string name, string part) => part is "mean" or "value" or "categories" ? name
        : name.Length == 0 || name[^1] == ' ' ? name + part : $"{name} {part}";
}
