using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Pipeline3D.Data.Synthetic.Layouts;

/// <summary>The file <c>synthetic.json</c> at the root of a synthetic dataset: what made it, so that it can be made
/// again and is never mistaken for the real one.</summary>
internal static class SyntheticMarker
{
    public const string FileName = "synthetic.json";

    /// <summary>Counts up whenever equal options give other bytes.</summary>
    public const int GeneratorVersion = 2;

    private static readonly ImmutableHashSet<string> OwnFolders =
        [.. Enum.GetValues<SyntheticLayout>().SelectMany(layout => LayoutWriter.For(layout).Folders)];

    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    /// <summary>Takes a folder over: makes it, or empties it of an earlier synthetic dataset, and marks it.</summary>
    /// <exception cref="SyntheticWriteException">The folder holds something else.</exception>
    public static void Claim(SyntheticOptions options, ImmutableArray<string> categories)
    {
        string marker = Path.Combine(options.Folder, FileName);
        DatasetFile.MakeFolder(options.Folder);
        if (File.Exists(marker))
            RemoveEarlier(options.Folder, marker);
        else if (Directory.EnumerateFileSystemEntries(options.Folder).Any())
            throw new SyntheticWriteException(options.Folder,
                $"the folder is not empty and has no {FileName}, so it is no synthetic dataset; "
                + "choose an empty folder");
        DatasetFile.WriteText(marker, Describe(options, categories));
    }

    // Only folders that the marker names and that a layout could have made are removed: whatever else a user put there
    // stays, and a marker that was tampered with reaches nothing outside.
    private static void RemoveEarlier(string folder, string marker)
    {
        foreach (string part in Parts(marker))
        {
            string path = Path.Combine(folder, part);
            if (OwnFolders.Contains(part) && Directory.Exists(path))
                DatasetFile.Write(path, target => Directory.Delete(target, recursive: true));
        }
    }

    private static string[] Parts(string marker)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(marker));
            return [.. document.RootElement.GetProperty("folders").EnumerateArray()
                .Select(part => part.GetString() ?? "")];
        }
        catch (Exception cause) when (cause is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SyntheticWriteException(marker, "is not a synthetic dataset's marker; choose an empty folder",
                cause);
        }
    }

    private static string Describe(SyntheticOptions options, ImmutableArray<string> categories)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Indented))
        {
            json.WriteStartObject();
            json.WriteString("generator", "pipeline3d synth");
            json.WriteNumber("generator_version", GeneratorVersion);
            json.WriteString("layout", options.Layout.ToString());
            json.WriteNumber("seed", options.Seed);
            if (options.LongestSide is { } side)
                json.WriteNumber("longest_side", side);
            json.WriteNumber("points", options.Points);
            if (options.Meshes.Length > 0)
            {
                json.WriteString("meshes", options.Meshes);
                json.WriteNumber("shapes_per_folder", options.ShapesPerFolder);
            }
            json.WriteNumber("train", options.Train);
            json.WriteNumber("validation", options.Validation);
            json.WriteNumber("test_good", options.TestGood);
            json.WriteNumber("test_defective", options.TestDefective);
            WriteList(json, "categories", categories);
            WriteList(json, "folders", [.. LayoutWriter.For(options.Layout).Folders.Intersect(["pcd", .. categories])]);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteList(Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
