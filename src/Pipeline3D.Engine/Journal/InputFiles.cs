using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pipeline3D.Core.Files;

namespace Pipeline3D.Engine.Journal;

/// <summary>Tells whether the files that an item is read from are still the same.</summary>
internal static class InputFiles
{
    /// <summary>Size and time of last writing of each file; cheap, and equal as long as nobody wrote to one.</summary>
    public static string Stamp(IReadOnlyList<string> files) => string.Join(';', files.Select(path =>
        new FileInfo(path) is { Exists: true } file
            ? string.Create(CultureInfo.InvariantCulture, $"{file.Length}@{file.LastWriteTimeUtc.Ticks}") : "-"));

    /// <summary>Whether files have the sizes that a stamp tells.</summary>
    public static bool HaveSizesOf(string stamp, IReadOnlyList<string> files)
        => stamp.Length == 0 || Sizes(stamp).SequenceEqual(Sizes(Stamp(files)), StringComparer.Ordinal);

    private static IEnumerable<string> Sizes(string stamp) => stamp.Split(';').Select(file => file.Split('@')[0]);

    /// <summary>SHA-256 over names, sizes and the SHA-256 of each content, as hexadecimal; empty without files. Cost:
    /// reads all of them.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static string Hash(IReadOnlyList<string> files) => Hashes(files).All;

    /// <summary>The same, and SHA-256 of the content of the first file alone, which is the scan itself; empty when it
    /// is not there.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static (string All, string First) Hashes(IReadOnlyList<string> files)
    {
        if (files.Count == 0)
            return ("", "");
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string first = "";
        foreach (string path in files)
        {
            all.AppendData(Encoding.UTF8.GetBytes($"{Path.GetFileName(path)}\n"));
            // A pipe would be waited for; whoever reads the item says what is wrong.
            if (PathKinds.Behind(path) != PathKind.File)
                continue;
            (long length, string content) = Content(path);
            all.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $"{length}\n{content}\n")));
            if (path == files[0])
                first = content;
        }
        return (Convert.ToHexStringLower(all.GetHashAndReset()), first);
    }

    /// <summary>SHA-256 of one file as hexadecimal; empty when it is gone or cannot be read.</summary>
    internal static (long Length, string Hash) Of(string path)
    {
        try
        {
            return Content(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return (-1, "");
        }
    }

    private static (long Length, string Hash) Content(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        return (file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }
}
