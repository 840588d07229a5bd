using System.Text.Json;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Cli.Tests.Net;

/// <summary>The folder of numbers that others computed, without what is to be computed here.</summary>
internal static class NetOracles
{
    /// <summary>Copies everything but the outputs to <c>in</c>.</summary>
    /// <returns>The files of the description by name.</returns>
    public static JsonElement CopyInputs(TempFolder folder)
    {
        string oracles = SharedFiles.Oracle("pointad");
        Directory.CreateDirectory(folder["in"]);
        File.Copy(Path.Combine(oracles, "pointad_oracles.json"), folder["in/pointad_oracles.json"]);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(folder["in/pointad_oracles.json"]));
        JsonElement files = document.RootElement.GetProperty("files").Clone();
        foreach (JsonProperty file in files.EnumerateObject())
            if (file.Value.GetProperty("kind").GetString() != "output")
                File.Copy(Path.Combine(oracles, file.Name), folder[$"in/{file.Name}"]);
        return files;
    }
}
