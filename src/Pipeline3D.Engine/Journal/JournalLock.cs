namespace Pipeline3D.Engine.Journal;

/// <summary>Keeps two processes from working in one run's folder.</summary>
/// <remarks>A lock of the operating system on an open file: it ends with the process, so a killed run leaves none
/// behind.</remarks>
internal sealed class JournalLock : IDisposable
{
    // Sharing violation on Windows, EWOULDBLOCK on Linux and on macOS: what a held lock is reported as.
    private static readonly int[] HeldCodes = [unchecked((int)0x80070020), 11, 35];

    private const string Name = "lock";

    private readonly FileStream _file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="JournalException">Somebody else holds it, or the folder cannot be written.</exception>
    public JournalLock(string folder)
    {
        string path = Path.Combine(folder, Name);
        try
        {
            Directory.CreateDirectory(folder);
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException cause) when (HeldCodes.Contains(cause.HResult))
        {
            throw new JournalException($"another process is running in {Path.GetDirectoryName(folder)}; wait for it "
                + "to end, or choose another --out", cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"{folder} cannot be written: {cause.Message}; check the space on the disk and "
                + "the rights on the folder, or choose another --out", cause);
        }
    }

    /// <summary>Whether a path is that of a lock.</summary>
    public static bool IsLock(string path) => Path.GetFileName(path) == Name && File.Exists(path);

    /// <summary>Whether some process, this one included, holds the lock now.</summary>
    public static bool IsHeld(string folder)
    {
        if (!File.Exists(Path.Combine(folder, Name)))
            return false;
        try
        {
            new JournalLock(folder).Dispose();
            return false;
        }
        catch (JournalException cause)
        {
            return cause.InnerException is { } held && HeldCodes.Contains(held.HResult);
        }
    }

    public void Dispose() => _file.Dispose();
}
