using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pipeline3D.Core.Runs;

/// <summary>Writes and reads what a report shows of one scan.</summary>
public static class EvidenceFile
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
    };

    /// <summary>Writes one scan's evidence, whole or not at all.</summary>
    public static void Write(string path, ScanEvidence evidence)
        => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, evidence, Json));

    /// <summary>Reads all evidence of a run with the folder that each lies in, by item, hidden files apart; none when
    /// the run kept none.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="JsonException">A file is damaged.</exception>
    public static IReadOnlyList<(ScanEvidence Evidence, string Folder)> ReadAll(RunFolder run)
        => !Directory.Exists(run.Evidence) ? []
            : [.. Directory.EnumerateFiles(run.Evidence, "*.json", SearchOption.AllDirectories)
                .Where(path => Path.GetFileName(path)[0] != '.')
                .Select(path => (Read(path), Path.GetDirectoryName(path)!))
                .OrderBy(pair => pair.Item1.Item)];

    /// <summary>One scan's evidence as the bytes of its file.</summary>
    public static byte[] ToBytes(ScanEvidence evidence) => JsonSerializer.SerializeToUtf8Bytes(evidence, Json);

    /// <summary>Reads what <see cref="ToBytes"/> gave.</summary>
    /// <exception cref="JsonException">The bytes are damaged.</exception>
    public static ScanEvidence FromBytes(ReadOnlySpan<byte> bytes)
        => JsonSerializer.Deserialize<ScanEvidence>(bytes, Json) ?? throw new JsonException("there is no evidence");

    private static ScanEvidence Read(string path) => JsonFile.Read<ScanEvidence>(path, Json);
}
