using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Support;

/// <summary>What a run left behind, without what tells of time: all files but the journal and the report byte by byte,
/// the manifest without timings and counts.</summary>
internal static class RunSnapshot
{
    private static readonly string[] Timings =
    [
        "started", "elapsed_seconds", "counts", "peak_bytes", "peak_resident_bytes", "machine", "budget_bytes",
        "replay", "workers",
    ];

    /// <summary>Hash of each file by its path; the manifest is in it as text.</summary>
    public static SortedDictionary<string, string> Of(string run)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(run, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(run, path).Replace('\\', '/');
            if (!name.StartsWith("journal/", StringComparison.Ordinal)
                && name is not ("report.html" or "manifest.json"))
                files[name] = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
        }
        files["manifest.json"] = Manifest(Path.Combine(run, "manifest.json"));
        return files;
    }

    /// <summary>What differs, a line each.</summary>
    public static IReadOnlyList<string> Differences(SortedDictionary<string, string> expected,
        SortedDictionary<string, string> found) => [.. expected.Keys.Union(found.Keys)
            .Where(name => expected.GetValueOrDefault(name) != found.GetValueOrDefault(name))
            .Select(name => name == "manifest.json" ? $"{name}:\n{expected[name]}\n{found[name]}"
                : !expected.ContainsKey(name) ? $"{name} is new"
                : found.ContainsKey(name) ? $"{name} differs" : $"{name} is missing")];

    private static string Manifest(string path)
    {
        JsonObject manifest = JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();
        foreach (string timing in Timings)
            manifest.Remove(timing);
        foreach (JsonNode? block in manifest["blocks"]!.AsArray())
            foreach (string timing in new[]
            {
                "items", "dead", "cached", "busy_seconds", "waited_seconds", "longest_seconds",
            })
                block!.AsObject().Remove(timing);
        // Remarks come in the order of the threads that made them; that a worker went tells of no result.
        manifest["remarks"] = new JsonArray([.. manifest["remarks"]!.AsArray().Select(remark => remark!.ToString())
            .Where(remark => !remark.StartsWith("the worker ", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(remark => (JsonNode)remark)]);
        return manifest.ToJsonString();
    }
}
