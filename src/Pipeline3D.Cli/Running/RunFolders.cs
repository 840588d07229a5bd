using Pipeline3D.Core;

namespace Pipeline3D.Cli;

/// <summary>Chooses the folder of a run so that no earlier run is overwritten by accident.</summary>
internal static class RunFolders
{
    /// <summary>The folder asked for; or the file's, or the next free name after it (demo, demo-2, demo-3).</summary>
    /// <exception cref="UsageException">The folder asked for holds a run, or something that is no run.</exception>
    public static string Choose(string preferred, string? asked, bool overwrite)
    {
        if (asked is null)
        {
            string free = preferred;
            for (int i = 2; IsTaken(free); i++)
                free = $"{preferred}-{i}";
            return free;
        }
        if (File.Exists(asked))
            throw new UsageException($"{asked} is a file; choose another --out");
        if (!IsTaken(asked))
            return asked;
        // What gets deleted must be a run and nothing else: one foreign file is enough to refuse.
        if (RunFolder.ForeignEntry(asked) is { } foreign)
            throw new UsageException($"{asked} holds {foreign}, which is no part of a run; choose another --out");
        if (!overwrite)
            throw new UsageException($"{asked} already holds a run; choose another --out or say --overwrite to "
                + "replace it");
        Directory.Delete(asked, recursive: true);
        return asked;
    }

    private static bool IsTaken(string folder) => Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(
        folder).Any();
}
