using System.Collections.Immutable;
using System.Text.Json;
using Pipeline3D.Core.Runs;
using Pipeline3D.Reporting.Manifest;
using Pipeline3D.Reporting.Verdicts;

namespace Pipeline3D.Reporting.Html;

/// <summary>Reads the files of a run that are there and notes what is wrong with the others.</summary>
internal sealed class RunFiles(RunFolder folder)
{
    private readonly List<string> _notices = [];

    /// <summary>What is missing or damaged, in the order of reading.</summary>
    public IReadOnlyList<string> Notices => _notices;

    /// <summary>What ran; null when the manifest is missing or damaged.</summary>
    public RunManifest? Manifest()
    {
        if (File.Exists(folder.Manifest))
            return Guarded("manifest.json", () => RunManifest.Read(folder));
        _notices.Add("There is no manifest.json: what ran, when and on what is unknown. "
            + "The run may still be going on, or it was killed.");
        return null;
    }

    /// <summary>A JSON file as it is; null when it is missing or damaged.</summary>
    public JsonElement? Document(string name) => Guarded<JsonElement?>(name, () =>
    {
        string path = folder.In(name);
        return File.Exists(path) ? JsonElement.Parse(File.ReadAllBytes(path)) : null;
    });

    /// <summary>The JSON files of a folder of the run by name, or one file of each of its folders; hidden and damaged
    /// ones are left out.</summary>
    public ImmutableSortedDictionary<string, JsonElement> DocumentsIn(string room, string? file = null)
    {
        var found = ImmutableSortedDictionary.CreateBuilder<string, JsonElement>(StringComparer.Ordinal);
        string path = Path.Combine(folder.Path, room);
        if (!Directory.Exists(path))
            return found.ToImmutable();
        foreach (string entry in file is null ? Directory.EnumerateFiles(path, "*.json")
            : Directory.EnumerateDirectories(path))
            if (Path.GetFileName(entry)[0] != '.' && Document(Path.GetRelativePath(folder.Path,
                file is null ? entry : Path.Combine(entry, file))) is { } document)
                found[Path.GetFileNameWithoutExtension(entry)] = document;
        return found.ToImmutable();
    }

    /// <summary>The scans with evidence, ordered by item.</summary>
    public ImmutableArray<ShownScan> Evidence()
        => Guarded("evidence", () => EvidenceFile.ReadAll(folder)) is { } evidence
            ? [.. evidence.Select((pair, number) => ShownScan.Of(number, pair.Evidence, pair.Folder, _notices))] : [];

    /// <summary>Every scored scan: the lines of verdicts.jsonl, and the scans with evidence that are in no
    /// line.</summary>
    public ImmutableArray<ScanRow> Scans(ImmutableArray<ShownScan> shown)
    {
        IReadOnlyList<ScanRow> verdicts = Guarded("verdicts.jsonl", () => VerdictLines.Read(folder.Verdicts)) ?? [];
        return ScanRow.Merge(verdicts, shown, _notices);
    }

    /// <summary>Normal scans that were rejected; none when verdicts.jsonl is missing or damaged, which is noted with
    /// the scans.</summary>
    public IReadOnlyList<FalseRejects> FalseRejects()
    {
        try
        {
            return Pipeline3D.Reporting.Verdicts.FalseRejects.Of(folder);
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>The dead letters; none when the file is missing or damaged.</summary>
    public DeadLetterLines DeadLetters()
        => Guarded("dead-letters.jsonl", () => DeadLetterLines.Read(folder.DeadLetters)) ?? DeadLetterLines.None;

    private T? Guarded<T>(string name, Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (JsonException cause)
        {
            _notices.Add($"{name} is damaged and left out: {cause.Message}");
            return default;
        }
    }
}
