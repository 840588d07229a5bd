using System.Runtime.InteropServices;

namespace Pipeline3D.Ingestion.Intake;

/// <summary>Waits until files and names are on the disk itself, so that they outlast a loss of power.</summary>
internal static partial class DiskFlush
{
    /// <summary>Flushes what a file holds; it need not be one that may be written to.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void File(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            Flush(path);
            return;
        }
        using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Flushes the names in a folder. Windows keeps a log of them itself; there it does nothing.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Folder(string path)
    {
        if (!OperatingSystem.IsWindows())
            Flush(path);
    }

    private static void Flush(string path)
    {
        int opened = Open(path, 0);
        int failed = opened < 0 || Sync(opened) != 0 ? Marshal.GetLastPInvokeError() : 0;
        if (opened >= 0)
            _ = Close(opened);
        if (failed != 0)
            throw new IOException($"{path} could not be flushed to disk: {Marshal.GetPInvokeErrorMessage(failed)}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
