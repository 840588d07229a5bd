using System.Text.Encodings.Web;
using System.Text.Json;
using Pipeline3D.Detection;

namespace Pipeline3D.Blocks;

/// <summary>One line of the index of saved models.</summary>
internal sealed record ModelEntry(string Category, string File, string Kind, string Features, string TrainingHash,
    int Seed)
{
    public const string IndexFile = "models.json";

    public static JsonSerializerOptions Json { get; } = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>Reads the index; it may come from elsewhere, so nothing in it is taken on trust.</summary>
    /// <exception cref="JsonException">It is damaged, names no model, one category twice, or a file outside its
    /// folder.</exception>
    public static IReadOnlyList<ModelEntry> ReadIndex(string path)
    {
        List<ModelEntry?> entries = JsonSerializer.Deserialize<List<ModelEntry?>>(System.IO.File.ReadAllBytes(path),
            Json) ?? [];
        if (entries.Count == 0)
            throw new JsonException($"{IndexFile} names no model");
        var categories = new HashSet<string>(StringComparer.Ordinal);
        foreach (ModelEntry? entry in entries)
        {
            if (entry is not { Category: not null, File.Length: > 0, Kind: not null, Features: not null })
                throw new JsonException($"{IndexFile} has an entry without category, file, kind or features");
            if (Path.GetFileName(entry.File) != entry.File || entry.File is "." or "..")
                throw new JsonException($"{IndexFile} names the file '{entry.File}', which is not a file of its own "
                    + "folder");
            if (!categories.Add(entry.Category))
                throw new JsonException($"{IndexFile} names two models for the category '{entry.Category}'");
        }
        return entries!;
    }

    /// <summary>Reads the model of this line.</summary>
    /// <exception cref="JsonException">The kind is unknown.</exception>
    public CategoryModel Load(Stream stream) => Kind switch
    {
        PatchCoreModel.Method => new PatchModel(Features, PatchCoreModel.Load(stream)),
        BtfCloudModel.Method => new BtfCloud(BtfCloudModel.Load(stream)),
        PatchCoreCloudModel.Method => new PatchCoreCloud(PatchCoreCloudModel.Load(stream)),
        TeacherModel.Method => new TeacherEntry(TeacherModel.Load(stream)),
        ThreeDStModel.Method => new StudentEntry(Features, ThreeDStModel.Load(stream)),
        _ => throw new JsonException($"{File}: there is no kind of model '{Kind}'"),
    };
}
