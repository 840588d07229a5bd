using System.Collections.Immutable;
using Pipeline3D.Core.Runs;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Engine.Journal;

namespace Pipeline3D.Hosting.Running;

/// <summary>Begins a run in a folder, or goes on with the one in it.</summary>
internal static class RunStart
{
    /// <summary>Opens the journal of a run's folder, and tells that the run begins.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pipeline">What a run in the folder must be one of.</param>
    /// <param name="asked">What is noted for a later replay; null for a replay, which goes by the note.</param>
    /// <param name="started">Called once the folder is held.</param>
    /// <exception cref="RunException">The folder holds a run of another definition; the message says what
    /// differs.</exception>
    /// <exception cref="JournalException">Another process holds the folder, or it cannot be written.</exception>
    public static SqliteJournal Open(RunFolder folder, PipelineDefinition pipeline, NotedRequest? asked,
        Action<RunStarted>? started)
    {
        var journal = new SqliteJournal(folder);
        try
        {
            journal.Check();
            IReadOnlyDictionary<string, string> was = journal.Identity;
            ImmutableSortedDictionary<string, string> now = RunIdentity.Of(pipeline);
            bool isNew = was.Count == 0 || FailedAtItsStart(folder, journal);
            if (!isNew && RunIdentity.Differences(was, now) is { Count: > 0 } differences)
                throw new RunException(string.Join(Environment.NewLine,
                    [$"{folder.Path} holds a run of another definition, so it cannot be resumed:",
                        .. differences.Select(difference => $"  {difference}"),
                        "Choose another --out, or say --overwrite to replace it."]));
            AtomicFile.DeleteLeftovers(folder.Path);
            started?.Invoke(new RunStarted(folder.Path, !isNew ? journal.LastStatus : null, asked is null));
            if (isNew)
                journal.Identify(now);
            asked?.Note(journal);
            journal.NoteStatus("running");
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    // As by a wrong path: it computed nothing that could be of another definition. A training that was killed has no
    // row in the journal either, but its checkpoints.
    private static bool FailedAtItsStart(RunFolder folder, SqliteJournal journal) => journal.LastStatus == "failed"
        && journal.IsEmpty && !File.Exists(folder.Verdicts) && !Directory.Exists(folder.In("checkpoints"));

    /// <summary>Whether a folder holds a run of the same definition that was ended before its end.</summary>
    public static bool IsUnfinished(string folder, PipelineDefinition pipeline)
    {
        var run = new RunFolder(folder);
        if (!SqliteJournal.Exists(run) || SqliteJournal.IsInUse(run))
            return false;
        try
        {
            using var journal = new SqliteJournal(run);
            return journal.LastStatus is not (null or "completed")
                && RunIdentity.Differences(journal.Identity, RunIdentity.Of(pipeline)).Count == 0;
        }
        catch (JournalException)
        {
            // What cannot be resumed does not wait to be: the run takes the next free name, and who names this folder
            // is told what is wrong with it.
            return false;
        }
    }
}
