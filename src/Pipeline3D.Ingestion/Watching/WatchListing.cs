using Pipeline3D.Core.Files;
using Pipeline3D.Core.Live;

namespace Pipeline3D.Ingestion.Watching;

/// <summary>Finds the files of a watched folder that may be taken; opens none of them.</summary>
/// <remarks>Links, pipes, sockets and devices are left alone, folders that are links included: nothing outside the
/// folder is ever touched, and nothing is waited for.</remarks>
internal sealed class WatchListing(string root, IScanFormats formats, WatchNotices notices)
{
    private const ScanContent Points = ScanContent.Cloud | ScanContent.Grid;
    private static readonly string[] Unfinished = [".tmp", ".part", ".partial", ".crdownload"];

    /// <summary>Folders of the watched one that hold what was answered.</summary>
    public const string Done = "done", Failed = "failed";

    /// <summary>Why something of that kind is not taken; null for a file, and for what is gone again.</summary>
    public static string? ReasonToLeave(string path, PathKind kind) => kind switch
    {
        PathKind.Link => "it is a link; put the file itself here",
        PathKind.Special => "it is a pipe, socket or device, not a file",
        PathKind.Missing when path.Contains('\uFFFD', StringComparison.Ordinal)
            => "its name is not UTF-8, so it cannot be opened by it; rename it",
        _ => null,
    };

    /// <summary>The files, by folder and name.</summary>
    /// <exception cref="IOException">The folder itself cannot be looked at.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public IReadOnlyList<string> Files()
    {
        List<string> files = [], folders = [];
        Look(root, files, folders);
        foreach (string folder in folders)
        {
            try
            {
                Look(folder, files, null);
            }
            catch (DirectoryNotFoundException)
            {
                // Gone since the folder above was read: there is nothing to take in it.
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                notices.Wrong(folder, cause.Message);
            }
        }
        return files;
    }

    private void Look(string folder, List<string> files, List<string>? folders)
    {
        foreach (string path in Directory.GetFileSystemEntries(folder).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(path);
            if (name[0] == '.' || Unfinished.Contains(Path.GetExtension(name).ToLowerInvariant())
                || (folders is not null && name is Done or Failed))
                continue;
            PathKind kind = PathKinds.Of(path);
            if (ReasonToLeave(path, kind) is { } why)
                notices.LeftAlone(path, why);
            else if (kind == PathKind.Folder && folders is not null)
                folders.Add(path);
            else if (kind == PathKind.Folder)
                notices.LeftAlone(path, "it is a folder within a category's folder; only files are taken there");
            else if (kind == PathKind.File && formats.MayHold(name, Points))
                files.Add(path);
            else if (kind == PathKind.File)
                notices.LeftAlone(path, "its extension is that of no format that holds points");
        }
    }
}
