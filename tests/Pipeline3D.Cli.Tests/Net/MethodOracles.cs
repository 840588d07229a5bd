using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Cli.Tests.Net;

/// <summary>The fixtures of the methods, where they are.</summary>
internal static class MethodOracles
{
    private static string Folder => SharedFiles.Oracle("methods");

    /// <summary>Copies what a group may see into the folder <c>in</c>: its description and its inputs, and no
    /// output.</summary>
    /// <returns>The group's description.</returns>
    public static JsonElement CopyInputs(TempFolder folder, string group)
    {
        Directory.CreateDirectory(folder["in"]);
        JsonNode described = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "methods_oracles.json")))!;
        JsonNode kept = described["groups"]![group]!.DeepClone();
        described["groups"] = new JsonObject { [group] = kept };
        File.WriteAllText(folder["in/methods_oracles.json"], described.ToJsonString());
        foreach (KeyValuePair<string, JsonNode?> input in kept["inputs"]!.AsObject())
        {
            string file = input.Value!["file"]!.GetValue<string>();
            File.Copy(Path.Combine(Folder, file), folder[$"in/{file}"]);
        }
        return JsonSerializer.SerializeToElement(kept);
    }

    /// <summary>An array of the fixtures.</summary>
    public static NpyArray Read(string file) => NpyReader.Read(Path.Combine(Folder, file));
}
