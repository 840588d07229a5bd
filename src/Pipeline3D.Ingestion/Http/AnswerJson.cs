using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pipeline3D.Core.Live;
using Pipeline3D.Ingestion.Intake;

namespace Pipeline3D.Ingestion.Http;

/// <summary>Answers as JSON.</summary>
internal static class AnswerJson
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The verdict, or why there is none; the score map in base64 when the sender wanted it.</summary>
    public static byte[] Of(ScanAnswer answer, MapFormat map = MapFormat.None)
    {
        if (answer is { Kind: AnswerKind.Scored, Report: { } report })
            return map == MapFormat.None || report.Map.IsEmpty ? report.Verdict.ToArray() : WithMap(report, map);
        return Of(json =>
        {
            json.WriteString("item", answer.Item.Path);
            json.WriteString("verdict", answer.Kind switch
            {
                AnswerKind.Scored => "undecided",
                AnswerKind.Filtered => "filtered",
                AnswerKind.Rejected => "unusable",
                _ => "none",
            });
            if (answer.Letter is { } letter)
            {
                json.WriteString("reason", JsonNamingPolicy.SnakeCaseLower.ConvertName(letter.Reason.ToString()));
                json.WriteString("block", letter.Block);
                json.WriteString("message", letter.Message);
            }
            else if (answer.Kind == AnswerKind.Stopped)
            {
                json.WriteString("reason", "stopped");
                json.WriteString("message", "the service ended before the scan was scored; send it again");
            }
        });
    }

    /// <summary>An error that no scan has: code for programs, message for people.</summary>
    public static byte[] Error(string reason, string message) => Of(json =>
    {
        json.WriteString("reason", reason);
        json.WriteString("message", message);
    });

    /// <summary>An object with what is written into it.</summary>
    public static byte[] Of(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    // The verdict's own bytes stay as they are; the map becomes one more member at their end.
    private static byte[] WithMap(ScanReport report, MapFormat map)
    {
        string format = map.ToString().ToLowerInvariant();
        return [.. report.Verdict.Span[..^1], .. Encoding.ASCII.GetBytes(
            $",\"map\":{{\"format\":\"{format}\",\"base64\":\"{Convert.ToBase64String(report.Map.Span)}\"}}}}")];
    }
}
