using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Hosting.Serving;

namespace Pipeline3D.Hosting.Running;

/// <summary>Folders of runs: finds one again, and chooses one so that no earlier run is overwritten by
/// accident.</summary>
public static class RunFolders
{
    /// <summary>The folder asked for; or the file's, or the next free name after it (demo, demo-2, demo-3), unless the
    /// last of them was killed on the way and waits to be resumed.</summary>
    /// <param name="preferred">The file's folder.</param>
    /// <param name="asked">The folder asked for; null when none was.</param>
    /// <param name="overwrite">Whether a run in the folder asked for is removed instead of resumed.</param>
    /// <param name="isUnfinished">Whether a folder holds an unfinished run of the same definition.</param>
    /// <exception cref="RunException">The folder asked for holds something that is no run, or a run that cannot be
    /// resumed, or is in use.</exception>
    internal static string Choose(string preferred, string? asked, bool overwrite,
        Func<string, bool>? isUnfinished = null)
    {
        if (asked is null)
        {
            string free = preferred, last = "";
            for (int i = 2; IsTaken(free); i++)
                (last, free) = (free, $"{preferred}-{i}");
            return last.Length > 0 && isUnfinished?.Invoke(last) == true ? last : free;
        }
        if (File.Exists(asked))
            throw new RunException($"{asked} is a file; choose another --out");
        if (!IsTaken(asked))
            return asked;
        if (ServiceFolder.IsMarked(asked))
            throw new RunException($"{asked} holds the results of a service, and perhaps scans without an answer; "
                + "choose another --out");
        if (!overwrite && SqliteJournal.Exists(new RunFolder(asked)))
            return asked;
        // What gets deleted must be a run and nothing else: one foreign file is enough to refuse.
        if (RunFolder.ForeignEntry(asked) is { } foreign)
            throw new RunException($"{asked} holds {foreign}, which is no part of a run; choose another --out");
        if (!overwrite)
            throw new RunException($"{asked} already holds a run, which has no journal to resume it by; choose "
                + "another --out or say --overwrite to replace it");
        if (SqliteJournal.IsInUse(new RunFolder(asked)))
            throw new RunException($"another process is running in {asked}; wait for it to end, or choose another "
                + "--out");
        Directory.Delete(asked, recursive: true);
        return asked;
    }

    /// <summary>The folder of a run that was begun.</summary>
    /// <exception cref="RunException">There is none.</exception>
    public static RunFolder Existing(string folder)
    {
        var run = new RunFolder(folder);
        return SqliteJournal.Exists(run) || File.Exists(Path.Combine(folder, "manifest.json")) ? run
            : throw new RunException($"{folder} holds no run: there is neither a journal nor a manifest.json");
    }

    /// <summary>Whether the run in a folder has come to an end of any kind; one that was resumed and killed has not,
    /// though the manifest of its earlier end is there.</summary>
    public static bool HasEnded(RunFolder run)
    {
        if (!File.Exists(Path.Combine(run.Path, "manifest.json")))
            return false;
        if (!SqliteJournal.Exists(run))
            return true;
        if (SqliteJournal.IsInUse(run))
            return false;
        try
        {
            using var journal = new SqliteJournal(run);
            return journal.LastStatus != "running";
        }
        catch (JournalException)
        {
            // Then there is nothing but the manifest to go by.
            return true;
        }
    }

    /// <summary>The folder of a run that ended.</summary>
    /// <exception cref="RunException">There is none.</exception>
    public static RunFolder Finished(string folder) => File.Exists(Path.Combine(folder, "manifest.json"))
        ? new RunFolder(folder)
        : throw new RunException($"{folder} holds no run that ended: there is no manifest.json");

    private static bool IsTaken(string folder) => Directory.Exists(folder)
        && Directory.EnumerateFileSystemEntries(folder).Any() && !SqliteJournal.IsUnbegun(new RunFolder(folder));
}
