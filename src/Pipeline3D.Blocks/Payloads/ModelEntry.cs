using System.Text.Encodings.Web;
using System.Text.Json;
using Pipeline3D.Detection;

namespace Pipeline3D.Blocks;

/// <summary>One line of the index of saved models.</summary>
internal sealed record ModelEntry(string Category, string File, string Kind, string Features, string TrainingHash, int Seed)
{
    public const string IndexFile = "models.json";

    public static JsonSerializerOptions Json { get; } = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>Reads the model of this line.</summary>
    /// <exception cref="JsonException">The kind is unknown.</exception>
    public CategoryModel Load(Stream stream) => Kind switch
    {
        PatchCoreModel.Method => new PatchModel(Features, PatchCoreModel.Load(stream)),
        BtfCloudModel.Method => new BtfCloud(BtfCloudModel.Load(stream)),
        PatchCoreCloudModel.Method => new PatchCoreCloud(PatchCoreCloudModel.Load(stream)),
        _ => throw new JsonException($"{File}: there is no kind of model '{Kind}'"),
    };
}
