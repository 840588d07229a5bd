namespace Pipeline3D.Data.Formats;

/// <summary>Names that the file system has and no program of .NET can open: bytes that are not UTF-8 come out as
/// U+FFFD.</summary>
internal static class FileNames
{
    /// <summary>Whether a path is of a listed file or folder that cannot be opened because of its name.</summary>
    internal static bool IsUnreachable(string path) => path.Contains('\uFFFD') && !Path.Exists(path);

    /// <summary>The refusal of such a file.</summary>
    internal static FormatException3D Refusal(string path, Exception? cause = null)
        => new(path, -1L, "the file's name is not UTF-8, so that it cannot be opened", "rename the file", cause)
        {
            Reason = Core.Items.RejectReason.Unreadable,
        };
}
