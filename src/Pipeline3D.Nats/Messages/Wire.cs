using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline3D.Nats.Messages;

/// <summary>How messages are written: JSON, UTF-8, names in snake_case; members that are not known are
/// ignored.</summary>
internal static class Wire
{
    /// <summary>Version of the messages.</summary>
    public const int Version = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static byte[] Write<T>(T message) => JsonSerializer.SerializeToUtf8Bytes(message, Json);

    /// <summary>Reads a message.</summary>
    /// <exception cref="JsonException">It is none of the kind.</exception>
    public static T Read<T>(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize<T>(bytes, Json)
        ?? throw new JsonException("the message is empty");
}
