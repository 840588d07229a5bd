using System.Text.Encodings.Web;
using System.Text.Json;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Reporting.Manifest;

/// <summary>What ran and what came of it: enough to run it again and to compare two runs.</summary>
public sealed record RunManifest
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
    };

    /// <summary>Format of the manifest; raised when a field changes its meaning.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Name of the pipeline.</summary>
    public required string Pipeline { get; init; }

    /// <summary>What the pipeline is for; may be empty.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The pipeline file.</summary>
    public required string File { get; init; }

    /// <summary>The overrides given on the command line.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>What a replay of dead letters overrode on top; empty when there was none.</summary>
    public IReadOnlyList<string> Replay { get; init; } = [];

    /// <summary>SHA-256 of <c>inputs.jsonl</c>: equal for runs that read the same scans.</summary>
    public string InputsHash { get; init; } = "";

    /// <summary>Parameters in force.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>The blocks with all options in force, in the order of the file.</summary>
    public IReadOnlyList<ManifestBlock> Blocks { get; init; } = [];

    /// <summary>Seed of everything random.</summary>
    public int Seed { get; init; }

    /// <summary>How the run ended: completed, drained, stopped or failed.</summary>
    public required string Status { get; init; }

    /// <summary>When it began, UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public required double ElapsedSeconds { get; init; }

    /// <summary>Entries listed, items read, completed, dead, filtered and resumed.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    /// <summary>Most declared bytes in flight.</summary>
    public long PeakBytes { get; init; }

    /// <summary>Most memory that the process held, code and heap together.</summary>
    public long PeakResidentBytes { get; init; }

    /// <summary>Byte budget in force.</summary>
    public long BudgetBytes { get; init; }

    /// <summary>What went wrong beyond single items.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];

    /// <summary>What blocks noticed and a user should know.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Facts that blocks added, such as hashes of what they read.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>Program, runtime, system, cores, memory.</summary>
    public required IReadOnlyDictionary<string, string> Machine { get; init; }

    /// <summary>Other processes that computed its items; no result depends on it. Empty when all was computed in
    /// one.</summary>
    public IReadOnlyList<ManifestWorker> Workers { get; init; } = [];

    /// <summary>Reads the manifest of a run.</summary>
    /// <exception cref="IOException">There is none, or it cannot be read.</exception>
    /// <exception cref="JsonException">It is damaged.</exception>
    public static RunManifest Read(RunFolder folder)
        => JsonFile.Read<RunManifest>(folder.Manifest, Json);

    /// <summary>Writes the manifest, whole or not at all.</summary>
    public void Write(RunFolder folder) => AtomicFile.Write(folder.Manifest,
        stream => JsonSerializer.Serialize(stream, this, Json));
}

/// <summary>One process that computed items of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Items">Items that it computed.</param>
/// <param name="BusySeconds">Time that its blocks spent on them.</param>
/// <param name="SentAgain">Of these, items that had been sent before.</param>
public sealed record ManifestWorker(string Name, long Items, double BusySeconds, long SentAgain);

/// <summary>One block of a run.</summary>
/// <param name="Id">Name of the node.</param>
/// <param name="Use">Address of the kind of block.</param>
/// <param name="Options">All options in force.</param>
/// <param name="Items">Items that it worked on.</param>
/// <param name="Dead">Items that became dead letters in it.</param>
/// <param name="BusySeconds">Time spent in the block, summed over items.</param>
/// <param name="WaitedSeconds">Time that items waited before the block, summed.</param>
/// <param name="LongestSeconds">Longest time of one item in the block.</param>
public sealed record ManifestBlock(
    string Id, string Use, IReadOnlyDictionary<string, string> Options,
    long Items, long Dead, double BusySeconds, double WaitedSeconds, double LongestSeconds)
{
    /// <summary>Outputs that were found in the cache instead of being computed.</summary>
    public long Cached { get; init; }

    /// <summary>Version of what it computes; for plugins with the build of their assembly.</summary>
    public string Version { get; init; } = "";
}
