using System.Text.Json;
using Pipeline3D.Core;
using Pipeline3D.Definitions;
using Pipeline3D.Engine;

namespace Pipeline3D.Cli;

/// <summary>What a run was asked for; kept in its journal so that <c>replay</c> can ask again.</summary>
/// <param name="File">The pipeline file.</param>
/// <param name="Overrides">What <c>--set</c> said.</param>
/// <param name="Plugins">What <c>--plugin</c> said.</param>
internal sealed record RunRequest(string File, IReadOnlyList<string> Overrides, IReadOnlyList<string> Plugins)
{
    private const string Name = "request";

    /// <summary>Most rejected items; null = any number.</summary>
    public RejectLimit? MostRejected { get; init; }

    /// <summary>What a replay overrides on top; null when it is no replay.</summary>
    public IReadOnlyList<string>? Replay { get; init; }

    /// <summary>Makes the pipeline as it was asked for, or as the replay wants it.</summary>
    /// <exception cref="DefinitionException">It cannot be made.</exception>
    public PipelineDefinition Load(bool asReplay = true) => DefinitionLoader.Load(File,
        [.. Overrides, .. asReplay ? Replay ?? [] : []], PipelineArguments.Registry(Plugins));

    /// <summary>Writes the request to a journal.</summary>
    public void Note(SqliteJournal journal) => journal.Note(Name,
        JsonSerializer.Serialize(new RunRequest(Path.GetFullPath(File), Overrides,
            [.. Plugins.Select(Path.GetFullPath)])));

    /// <summary>Reads the request of a run.</summary>
    /// <exception cref="UsageException">The folder holds no run that can be resumed.</exception>
    public static RunRequest Of(RunFolder folder)
    {
        if (!SqliteJournal.Exists(folder))
            throw new UsageException($"{folder.Path} holds no run with a journal; give the folder of a run");
        using var journal = new SqliteJournal(folder);
        return journal.Noted(Name) is { } text && JsonSerializer.Deserialize<RunRequest>(text) is { } request
            ? request : throw new UsageException($"{folder.Path} holds a run that never began");
    }
}
