using System.Text;
using Pipeline3D.Core.Files;
using Pipeline3D.Core.Runs;
using Pipeline3D.Ingestion.Http;
using Pipeline3D.Ingestion.Intake;

namespace Pipeline3D.Ingestion.Watching;

/// <summary>Puts watched files that were answered into <c>done</c> or <c>failed</c>, beside their verdict.</summary>
internal sealed class AnsweredFiles(string root)
{
    private const string Verdict = ".verdict.json";

    // What a file system takes, so that the verdict can stand beside it.
    private const int MaxNameBytes = 255 - 13;

    /// <summary>Moves the file of a scan out of the work folder, its verdict first: a file in done always has
    /// one.</summary>
    /// <exception cref="IOException">It cannot be moved, or a folder on the way is a link.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Put(SpooledScan scan, ScanAnswer answer)
    {
        // Without it, a folder would be made where a share is to come back.
        if (PathKinds.Of(scan.Cloud) != PathKind.File)
            throw new FileNotFoundException($"{scan.Cloud} is not there.");
        string folder = Made(root, answer.Kind == AnswerKind.Rejected ? WatchListing.Failed : WatchListing.Done);
        if (scan.Note.Category.Length > 0)
            folder = Made(folder, scan.Note.Category);
        string target = Free(folder, scan.Note);
        // Written where nothing stays when the folder goes away meanwhile.
        string written = Path.Combine(scan.Folder, "verdict.json");
        AtomicFile.Write(written, stream => stream.Write(AnswerJson.Of(answer)));
        File.Move(written, target + Verdict, overwrite: true);
        File.Move(scan.Cloud, target);
        scan.Delete();
    }

    // Who may write into the watched folder must not be able to send files elsewhere by a link.
    private static string Made(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return PathKinds.Of(path) == PathKind.Link
            ? throw new IOException($"{path} is a link, and answered files are not moved through "
                + "links; make it a folder.")
            : Directory.CreateDirectory(path).FullName;
    }

    // A second file of the same name gets the scan's own name; one too long for its verdict to stand beside it is cut.
    private static string Free(string folder, SpoolNote note)
    {
        string extension = Path.GetExtension(note.Cloud);
        string path = Path.Combine(folder, Fit(Path.GetFileNameWithoutExtension(note.Cloud), extension));
        return Path.Exists(path) ? Path.Combine(folder, Fit(note.Name, extension)) : path;
    }

    // By runes, so that what is left is still text.
    private static string Fit(string stem, string extension)
    {
        int bytes = Encoding.UTF8.GetByteCount(stem + extension);
        if (bytes <= MaxNameBytes)
            return stem + extension;
        int left = MaxNameBytes - Encoding.UTF8.GetByteCount(extension), length = 0;
        foreach (Rune rune in stem.EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
                break;
            length += rune.Utf16SequenceLength;
        }
        return stem[..length] + extension;
    }
}
