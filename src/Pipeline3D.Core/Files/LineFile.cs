namespace Pipeline3D.Core.Files;

/// <summary>Files of lines that more than one process writes to, one after the other.</summary>
public static class LineFile
{
    private const int Step = 4096;

    /// <summary>Opens a file behind its last whole line; what a killed process left of a further one is cut
    /// off.</summary>
    /// <param name="path">The file; made when it is missing.</param>
    /// <returns>Unbuffered, others may read it meanwhile.</returns>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static FileStream OpenToAppend(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            long end = EndOfLines(file);
            if (end < file.Length)
                file.SetLength(end);
            file.Position = end;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static long EndOfLines(FileStream file)
    {
        Span<byte> buffer = stackalloc byte[Step];
        for (long end = file.Length; end > 0;)
        {
            long start = Math.Max(0, end - Step);
            Span<byte> part = buffer[..(int)(end - start)];
            file.Position = start;
            file.ReadExactly(part);
            int at = part.LastIndexOf((byte)'\n');
            if (at >= 0)
                return start + at + 1;
            end = start;
        }
        return 0;
    }
}
