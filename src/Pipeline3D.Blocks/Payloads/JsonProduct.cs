using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline3D.Blocks.Methods;

namespace Pipeline3D.Blocks.Payloads;

/// <summary>What a reducer made, as JSON for whoever needs it elsewhere.</summary>
internal static class JsonProduct
{
    // Scores may be so large that a limit of them is infinite; it must be that elsewhere, too.
    private static readonly JsonSerializerOptions Json = new(ModelFolder.Json)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static void Save<T>(T product, Stream stream) => JsonSerializer.Serialize(stream, product, Json);

    /// <summary>Reads what <see cref="Save"/> wrote. Dictionaries come back in the order of the culture.</summary>
    /// <exception cref="IOException">The stream is damaged.</exception>
    public static T Load<T>(Stream stream) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(stream, Json) ?? throw new JsonException("it holds nothing");
        }
        catch (JsonException cause)
        {
            throw new IOException($"the {typeof(T).Name} that was kept is damaged: {cause.Message}; run again with "
                + "--overwrite", cause);
        }
    }
}
