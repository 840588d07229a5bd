namespace Pipeline3D.Core.Runs;

/// <summary>Writes a file so that it is either whole or not there: temporary file, flush to disk, rename.</summary>
public static class AtomicFile
{
    /// <summary>Writes <paramref name="path"/> by <paramref name="write"/>; an earlier file is replaced only at the
    /// end.</summary>
    /// <exception cref="IOException">The disk is full or the folder cannot be written; the temporary file is
    /// removed.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Writes <paramref name="path"/> by a writer that takes a path: it is given a temporary one.</summary>
    /// <exception cref="IOException">The disk is full or the folder cannot be written; the temporary file is
    /// removed.</exception>
    public static void WriteBy(string path, Action<string> write)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            write(temporary);
            using (FileStream file = new(temporary, FileMode.Open, FileAccess.ReadWrite))
                file.Flush(flushToDisk: true);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Deletes the temporary files that a killed process left below a folder in which nobody writes
    /// now.</summary>
    public static void DeleteLeftovers(string folder)
    {
        foreach (string path in Directory.GetFiles(folder, "*.tmp", SearchOption.AllDirectories))
            if (Path.GetFileName(path).Split('.') is [.., { Length: 32 } id, _] && id.All(char.IsAsciiHexDigit))
                File.Delete(path);
    }

    /// <summary>Writes text as UTF-8.</summary>
    public static void WriteText(string path, string text)
        => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
