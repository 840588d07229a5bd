using System.Text.Json;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Hosting.Running;

namespace Pipeline3D.Hosting.Serving;

/// <summary>The folder of a service, held by it: every start of the service goes on in the same one.</summary>
/// <remarks><c>service.json</c> marks it, and is locked while the service runs.</remarks>
internal sealed class ServiceFolder : IDisposable
{
    private readonly FileStream _mark;

    private ServiceFolder(string path, FileStream mark) => (Run, _mark) = (new RunFolder(path), mark);

    /// <summary>The folder.</summary>
    public RunFolder Run { get; }

    /// <summary>Whether a folder is that of a service: scans that it accepted may lie in it.</summary>
    public static bool IsMarked(string folder) => File.Exists(MarkOf(folder));

    /// <summary>Takes the folder asked for; or the file's, or the first after it (demo, demo-2, demo-3) that holds no
    /// run over files.</summary>
    /// <param name="pipeline">Name of the pipeline, for who reads the mark.</param>
    /// <param name="preferred">The file's folder.</param>
    /// <param name="asked">The folder asked for; null when none was.</param>
    /// <exception cref="RunException">The folder asked for is a file, or holds a run over files or something else, or
    /// another service works in it.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static ServiceFolder Take(string pipeline, string preferred, string? asked)
    {
        string folder = asked ?? preferred;
        for (int i = 2; WhyNot(folder) is { } why; i++)
            folder = asked is null ? $"{preferred}-{i}"
                : throw new RunException($"{asked} {why}; choose another --out");
        Directory.CreateDirectory(folder);
        return new ServiceFolder(folder, Mark(folder, pipeline));
    }

    /// <inheritdoc/>
    public void Dispose() => _mark.Dispose();

    private static string MarkOf(string folder) => Path.Combine(folder, "service.json");

    private static string? WhyNot(string folder)
    {
        if (File.Exists(folder))
            return "is a file";
        var run = new RunFolder(folder);
        if (!Directory.Exists(folder) || IsMarked(folder) || SqliteJournal.IsUnbegun(run))
            return null;
        if (SqliteJournal.Exists(run))
            return "holds a run over files";
        // Services marked nothing before version 0.2; what only they and runs without a journal leave is gone on with.
        return RunFolder.ForeignEntry(folder) is { } foreign ? $"holds {foreign}, which is no part of a run" : null;
    }

    private static FileStream Mark(string folder, string pipeline)
    {
        FileStream mark;
        try
        {
            mark = new FileStream(MarkOf(folder), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException cause) when (IsMarked(folder))
        {
            throw new RunException($"another service works in {folder}; give each its own --out ({cause.Message})");
        }
        mark.SetLength(0);
        JsonSerializer.Serialize(mark, new { pipeline });
        mark.Flush();
        return mark;
    }
}
