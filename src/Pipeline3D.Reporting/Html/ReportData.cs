using System.Collections.Immutable;
using System.Text.Json;
using Pipeline3D.Core.Runs;
using Pipeline3D.Reporting.Manifest;
using Pipeline3D.Reporting.Verdicts;

namespace Pipeline3D.Reporting.Html;

/// <summary>Everything that a report shows but images and clouds.</summary>
internal sealed class ReportData
{
    // The default encoder escapes <, >, & and quotes, so that no text can end the script tag that it lies in.
    internal static readonly JsonSerializerOptions Json =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true };

    private const int MaxPending = 1 << 16;

    private ReportData(string folder) => Folder = folder;

    /// <summary>Name of the run's folder, without the way to it.</summary>
    public string Folder { get; }

    /// <summary>What ran; null when unknown.</summary>
    public RunManifest? Manifest { get; private init; }

    /// <summary>The files of the evaluation as they are; null where there is none.</summary>
    public JsonElement? Metrics { get; private init; }

    /// <inheritdoc cref="Metrics"/>
    public JsonElement? Control { get; private init; }

    /// <inheritdoc cref="Metrics"/>
    public JsonElement? Curves { get; private init; }

    /// <summary>The comparison of methods by seeds as its file is; null when there is none.</summary>
    public JsonElement? Benchmark { get; private init; }

    /// <summary>Published values beside ours as their file is; null when there is none.</summary>
    public JsonElement? Reproduction { get; private init; }

    /// <summary>Loss curves of the run's trainings, by name.</summary>
    public ImmutableArray<JsonElement> Trainings { get; private init; } = [];

    /// <summary>Scans that sink.gallery kept, with their pictures, in order of their files' names.</summary>
    public ImmutableArray<JsonElement> Gallery { get; private init; } = [];

    /// <summary>Mean metrics of the methods that the run compares the main one with: name and metrics.</summary>
    public ImmutableSortedDictionary<string, JsonElement> Methods { get; private init; }
        = ImmutableSortedDictionary<string, JsonElement>.Empty;

    /// <summary>All scored scans, by name.</summary>
    public ImmutableArray<ScanRow> Scans { get; private init; } = [];

    /// <summary>The scans with evidence.</summary>
    public ImmutableArray<ShownScan> Shown { get; private init; } = [];

    /// <summary>Normal scans that were rejected, by category.</summary>
    public IReadOnlyList<FalseRejects> FalseRejects { get; private init; } = [];

    /// <summary>What could not be used.</summary>
    public required DeadLetterLines DeadLetters { get; init; }

    /// <summary>What the report lacks, and why: files that are missing or damaged.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>The page's title.</summary>
    public string Title => Manifest is { } manifest ? $"{manifest.Pipeline} {manifest.Status}" : $"Run {Folder}";

    /// <summary>Reads a run's folder.</summary>
    public static ReportData Read(RunFolder folder)
    {
        var files = new RunFiles(folder);
        RunManifest? manifest = files.Manifest();
        ImmutableArray<ShownScan> shown = files.Evidence();
        return new ReportData(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder.Path))))
        {
            Manifest = manifest,
            Metrics = files.Document("metrics.json"),
            Control = files.Document("control.json"),
            Curves = files.Document("curves.json"),
            Benchmark = files.Document("benchmark.json"),
            Reproduction = files.Document("reproduction.json"),
            Trainings = [.. files.DocumentsIn("training").Values],
            Gallery = [.. files.DocumentsIn("gallery").Values],
            Methods = files.DocumentsIn("methods", "metrics.json"),
            Scans = files.Scans(shown),
            Shown = shown,
            FalseRejects = files.FalseRejects(),
            DeadLetters = files.DeadLetters(),
            Notices = files.Notices,
        };
    }

    /// <summary>Writes the data as JSON that may lie in a script tag; rows one by one, so that a page of many scans
    /// takes no memory of its own.</summary>
    public void WriteJson(Stream stream)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("folder", Folder);
        Write(json, "manifest", Manifest);
        Write(json, "metrics", Metrics);
        Write(json, "control", Control);
        Write(json, "curves", Curves);
        Write(json, "benchmark", Benchmark);
        Write(json, "reproduction", Reproduction);
        Write(json, "trainings", Trainings);
        json.WriteStartArray("gallery");
        foreach (JsonElement scan in Gallery)
        {
            JsonSerializer.Serialize(json, scan, Json);
            if (json.BytesPending > MaxPending)
                json.Flush();
        }
        json.WriteEndArray();
        Write(json, "methods", Methods);
        json.WriteStartArray("scans");
        foreach (ScanRow row in Scans)
        {
            JsonSerializer.Serialize(json, row, Json);
            if (json.BytesPending > MaxPending)
                json.Flush();
        }
        json.WriteEndArray();
        Write(json, "false_rejects", FalseRejects);
        Write(json, "dead_letters", DeadLetters);
        Write(json, "notices", Notices);
        json.WriteEndObject();
    }

    private static void Write<T>(Utf8JsonWriter json, string name, T value)
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, value, Json);
    }
}
