using System.Text.Json;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Journal;

namespace Pipeline3D.Hosting.Running;

/// <summary>What a run was made of; kept in its journal so that a replay can make it again.</summary>
/// <param name="File">The pipeline file.</param>
/// <param name="Overrides">What its parameters and options were overridden by.</param>
/// <param name="Plugins">The assemblies of plug-ins that were loaded.</param>
internal sealed record NotedRequest(string File, IReadOnlyList<string> Overrides, IReadOnlyList<string> Plugins)
{
    private const string Name = "request";

    /// <summary>Writes the request to a journal; a pipeline that was made in code, of no file, is not noted.</summary>
    public void Note(SqliteJournal journal)
    {
        if (File.Length > 0)
            journal.Note(Name, JsonSerializer.Serialize(this with
            {
                File = Path.GetFullPath(File), Plugins = [.. Plugins.Select(Path.GetFullPath)],
            }));
    }

    /// <summary>Reads the request of a run.</summary>
    /// <exception cref="RunException">The folder holds no run that can be made again.</exception>
    /// <exception cref="JournalException">Another process holds the folder, or it cannot be read.</exception>
    public static NotedRequest Of(RunFolder folder)
    {
        if (!SqliteJournal.Exists(folder))
            throw new RunException($"{folder.Path} holds no run with a journal; give the folder of a run");
        using var journal = new SqliteJournal(folder);
        return journal.Noted(Name) is { } text && JsonSerializer.Deserialize<NotedRequest>(text) is { } request
            ? request : throw new RunException($"{folder.Path} holds a run that never began");
    }
}
