using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Journal;

namespace Pipeline3D.Engine.Remote;

/// <summary>The folder that a process writes to which computes for a run elsewhere: laid out like the run's own, so
/// that a file has the same name in both.</summary>
/// <remarks>What stands in no committed row is scratch, and goes with the folder.</remarks>
/// <param name="Path">The folder.</param>
public sealed record ScratchFolder(string Path)
{
    private const int MostAttempts = 5;

    private static readonly string[] Own = ["spill", "journal"];

    /// <summary>The scratch folder of a process below the folder of a run that both see.</summary>
    /// <param name="runFolder">Folder of the run.</param>
    /// <param name="name">Name of the process, or of what it does; any text.</param>
    public static ScratchFolder Below(string runFolder, string name) => new(System.IO.Path.GetDirectoryName(
        new RunFolder(System.IO.Path.Combine(runFolder, "journal", "scratch")).InRoom(Clean(name), "x", ""))!);

    /// <summary>The run's folder as blocks see it here.</summary>
    public RunFolder Folder => new(Path);

    /// <summary>Moves the files of an item to their places in the folder of the run, each whole or not at all; a file
    /// that is there already gives way.</summary>
    /// <param name="outputs">The files, as their entry names them.</param>
    /// <param name="runFolder">Folder of the run, on the same file system.</param>
    /// <exception cref="IOException">A file is gone or cannot be moved.</exception>
    public void Place(IEnumerable<JournalOutput> outputs, string runFolder)
    {
        foreach (JournalOutput output in outputs)
            Move(Inside(Path, output.Path), Inside(runFolder, output.Path));
    }

    /// <summary>The files that a reducer wrote beside its product, by paths relative to the folder.</summary>
    public IReadOnlyList<string> FilesOfFit() => !Directory.Exists(Path) ? []
        : [.. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Path, file))
            .Where(file => file.Contains(System.IO.Path.DirectorySeparatorChar)
                && !Own.Contains(file.Split(System.IO.Path.DirectorySeparatorChar)[0])
                && !file.EndsWith(".tmp", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    /// <summary>Moves files that a reducer wrote to their places in the folder of the run.</summary>
    /// <exception cref="IOException">A file is gone or cannot be moved.</exception>
    public void Place(IEnumerable<string> files, string runFolder)
    {
        foreach (string file in files)
            Move(Inside(Path, file), Inside(runFolder, file));
    }

    /// <summary>Removes the folder with all that is left in it.</summary>
    /// <remarks>Several processes may remove parts of it at once.</remarks>
    /// <exception cref="IOException">It cannot be removed.</exception>
    public void Delete()
    {
        for (int attempt = 1; Directory.Exists(Path); attempt++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (Exception cause) when (cause is DirectoryNotFoundException or FileNotFoundException
                || (cause is IOException && attempt < MostAttempts))
            {
                // Another one removed it first, or wrote into it meanwhile.
            }
        }
    }

    /// <summary>Removes all scratch of a run.</summary>
    public static void DeleteAll(string runFolder)
        => new ScratchFolder(System.IO.Path.Combine(runFolder, "journal", "scratch")).Delete();

    /// <summary>A path below a folder.</summary>
    /// <exception cref="IOException">It leads out of the folder.</exception>
    public static string Inside(string folder, string relative)
    {
        string root = System.IO.Path.GetFullPath(folder);
        string path = System.IO.Path.GetFullPath(System.IO.Path.Combine(root, relative));
        return path.StartsWith(System.IO.Path.TrimEndingDirectorySeparator(root)
            + System.IO.Path.DirectorySeparatorChar,
            StringComparison.Ordinal) ? path
            : throw new IOException($"'{relative}' leads out of {folder}: no process may write there");
    }

    private static void Move(string from, string to)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(to)!);
        File.Move(from, to, overwrite: true);
    }

    private static string Clean(string name)
        => string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' ? c : '_'));
}
