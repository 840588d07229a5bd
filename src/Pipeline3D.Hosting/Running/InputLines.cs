using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Journal;

namespace Pipeline3D.Hosting.Running;

/// <summary>The list of what a run read: <c>inputs.jsonl</c>.</summary>
internal static class InputLines
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one line per item, in the order of reading.</summary>
    /// <returns>SHA-256 of the file: equal for runs that read the same and did the same with it.</returns>
    public static string Write(RunFolder folder, SqliteJournal journal)
    {
        AtomicFile.Write(folder.Inputs, stream =>
        {
            using var json = new Utf8JsonWriter(stream, Json);
            journal.Read(entry => Write(entry, folder, json, stream));
        });
        using FileStream written = File.OpenRead(folder.Inputs);
        return Convert.ToHexStringLower(SHA256.HashData(written));
    }

    private static void Write(JournalEntry entry, RunFolder folder, Utf8JsonWriter json, Stream lines)
    {
        json.Reset();
        json.WriteStartObject();
        json.WriteString("source", entry.Source);
        json.WriteString("item", entry.Item.Path);
        json.WriteString("input", folder.Relative(entry.Input));
        json.WriteString("sha256", entry.Hash);
        json.WriteString("outcome", entry.Outcome.ToString().ToLowerInvariant());
        json.WriteEndObject();
        json.Flush();
        lines.WriteByte((byte)'\n');
    }
}
