using System.Text.Json;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Ingestion.Intake;

/// <summary>A folder of scans that were accepted and not answered; what a crash leaves in it is found by the next
/// start.</summary>
/// <remarks>A scan is written below a name that ends in <c>.part</c> and renamed when it is whole, so a whole name is a
/// whole scan. It survives the end of the process at any moment, and with <c>isDurable</c> a loss of power too. One
/// process at a time.</remarks>
internal sealed class Spool : IDisposable
{
    /// <summary>What the name of a folder ends in that is no whole scan: not yet, or not any more.</summary>
    public const string Part = ".part";

    private const string NoteFile = "arrival.json", LockFile = ".lock", OwnerFile = ".owner";

    private readonly string _folder;
    private readonly bool _isDurable;
    private readonly FileStream _lock;
    private readonly string _owner = Guid.NewGuid().ToString("N");

    /// <summary>Opens a spool; the folder is made when it is missing.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isDurable">Whether a scan is whole only once it is on the disk itself.</param>
    /// <exception cref="IOException">Another process holds it, or it cannot be written.</exception>
    public Spool(string folder, bool isDurable)
    {
        (_folder, _isDurable) = (Path.GetFullPath(folder), isDurable);
        Directory.CreateDirectory(_folder);
        try
        {
            _lock = new FileStream(Path.Combine(_folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite,
                FileShare.None);
        }
        catch (IOException cause)
        {
            throw new IOException($"another service works in {_folder}; give each its own folder", cause);
        }
        try
        {
            File.WriteAllText(Path.Combine(_folder, OwnerFile), _owner);
            foreach (string unfinished in Directory.GetDirectories(_folder, $"*{Part}"))
                Directory.Delete(unfinished, recursive: true);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>Whether the folder is still the one that was opened, and not another that took its place, such as a
    /// share that came back.</summary>
    /// <exception cref="IOException">It cannot be told.</exception>
    public bool IsThere
    {
        get
        {
            try
            {
                return File.ReadAllText(Path.Combine(_folder, OwnerFile)) == _owner;
            }
            catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
            {
                return false;
            }
        }
    }

    /// <summary>A folder to write a scan's files to; give it to <see cref="Commit"/> or delete it.</summary>
    public string Begin(string name)
        => Directory.CreateDirectory(Path.Combine(_folder, name + Part)).FullName;

    /// <summary>Makes a written scan a whole one.</summary>
    public SpooledScan Commit(string begun, SpoolNote note)
    {
        if (_isDurable)
            foreach (string file in Directory.GetFiles(begun))
                DiskFlush.File(file);
        AtomicFile.Write(Path.Combine(begun, NoteFile), stream => JsonSerializer.Serialize(stream, note));
        if (_isDurable)
            DiskFlush.Folder(begun);
        string folder = begun[..^Part.Length];
        Directory.Move(begun, folder);
        if (_isDurable)
            DiskFlush.Folder(_folder);
        return new SpooledScan(folder, note);
    }

    /// <summary>Moves the file of a scan in that was committed without it; the move is what makes the scan a whole
    /// one.</summary>
    public void Complete(SpooledScan scan, string path)
    {
        if (_isDurable)
            DiskFlush.File(path);
        File.Move(path, Path.Combine(scan.Folder, scan.Note.Cloud));
        if (_isDurable)
            DiskFlush.Folder(scan.Folder);
    }

    /// <summary>What an earlier process left, in the order of arrival; what is damaged is told and left
    /// alone.</summary>
    public IReadOnlyList<SpooledScan> Recover(Action<string> damaged)
    {
        var found = new List<SpooledScan>();
        foreach (string folder in Directory.GetDirectories(_folder).Order(StringComparer.Ordinal))
        {
            // Being written or removed at this moment.
            if (folder.EndsWith(Part, StringComparison.Ordinal))
                continue;
            try
            {
                SpoolNote? note = JsonSerializer.Deserialize<SpoolNote>(File.ReadAllBytes(Path.Combine(folder,
                    NoteFile)));
                if (note is { Category: not null, Name: not null, Input: not null, Cloud: not null }
                    && File.Exists(Path.Combine(folder, note.Cloud)))
                    found.Add(new SpooledScan(folder, note));
                else if (note is not null && Directory.GetFileSystemEntries(folder).Length == 1)
                    // Its file was never moved in: it is where it was, and will be taken from there.
                    Directory.Delete(folder, recursive: true);
                else
                    damaged($"{folder} holds no whole scan");
            }
            catch (Exception cause) when (cause is IOException or JsonException or UnauthorizedAccessException)
            {
                damaged($"{folder} cannot be read: {cause.Message}");
            }
        }
        return found;
    }

    public void Dispose() => _lock.Dispose();
}
