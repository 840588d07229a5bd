using System.Text;
using System.Text.Json;

namespace Pipeline3D.Hosting.Serving;

/// <summary>The verdicts that earlier starts of a service wrote.</summary>
internal static class EarlierVerdicts
{
    /// <summary>Finds those of some items.</summary>
    /// <param name="path">A file of verdicts; may be missing.</param>
    /// <param name="items">Names of the items.</param>
    /// <returns>The verdicts as JSON in UTF-8, by item. A line that is none is left out: it is what a kill
    /// left.</returns>
    /// <remarks>Cost: reads the whole file, and nothing when nothing is asked for.</remarks>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Of(string path, IReadOnlySet<string> items)
    {
        var found = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        if (items.Count == 0 || !File.Exists(path))
            return found;
        foreach (string line in File.ReadLines(path))
        {
            byte[] json = Encoding.UTF8.GetBytes(line);
            if (ItemOf(json) is { } item && items.Contains(item))
                found[item] = json;
        }
        return found;
    }

    // Only whole lines count: the object must end where the line does.
    private static string? ItemOf(byte[] json)
    {
        try
        {
            using JsonDocument line = JsonDocument.Parse(json);
            return line.RootElement.ValueKind == JsonValueKind.Object
                && line.RootElement.TryGetProperty("item", out JsonElement item) ? item.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
