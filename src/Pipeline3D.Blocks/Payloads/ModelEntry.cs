using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pipeline3D.Blocks;

/// <summary>One line of the index of saved models.</summary>
internal sealed record ModelEntry(string Category, string File, string Method, string TrainingHash, int Seed)
{
    public const string IndexFile = "models.json";

    public static JsonSerializerOptions Json { get; } = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };
}
