namespace Pipeline3D.Data.Synthetic.Layouts;

/// <summary>Writes files with errors that name the file.</summary>
internal static class DatasetFile
{
    /// <summary>Runs one write; every error of the file system comes out naming <paramref name="path"/>.</summary>
    public static void Write(string path, Action<string> write)
    {
        try
        {
            write(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new SyntheticWriteException(
                path, $"could not be written ({cause.Message}); free space or choose another folder", cause);
        }
    }

    public static void WriteText(string path, string text) => Write(path, target => File.WriteAllText(target, text));

    public static void MakeFolder(string path) => Write(path, target => Directory.CreateDirectory(target));
}
