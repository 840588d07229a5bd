using System.IO.Compression;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Data.Formats;

/// <summary>Reads NumPy's .npz archives: a ZIP of .npy files, stored or deflated.</summary>
internal static class NpzReader
{
    private const string Suffix = ".npy";

    /// <summary>Reads all arrays.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What to accept at most; MaxDecodedBytes counts all arrays together.</param>
    /// <returns>The arrays by name, without the suffix <c>.npy</c>.</returns>
    /// <exception cref="FormatException3D">The file is missing, no archive, holds something else than .npy files, is
    /// damaged, or exceeds the limits.</exception>
    public static IReadOnlyDictionary<string, NpyArray> Read(string path, FormatLimits? limits = null)
        => FileBytes.Parse(path, limits, Parse);

    internal static unsafe IReadOnlyDictionary<string, NpyArray> Parse(ReadOnlySpan<byte> file, string path,
        FormatLimits limits)
    {
        if (file.IsEmpty)
            throw new FormatException3D(path, 0L, "the file is empty");
        fixed (byte* start = file)
        {
            using var stream = new UnmanagedMemoryStream(start, file.Length);
            try
            {
                return ReadAll(stream, path, limits);
            }
            catch (Exception cause) when (IsDamage(cause))
            {
                throw Damaged(path, cause);
            }
        }
    }

    /// <summary>What ZipArchive throws for damaged archives: bad records, impossible offsets, unknown
    /// methods.</summary>
    internal static bool IsDamage(Exception cause) => cause is InvalidDataException or NotSupportedException
        or ArgumentException or OverflowException or (IOException and not FormatException3D);

    internal static FormatException3D Damaged(string path, Exception cause)
        => new(path, -1L, $"the archive is damaged or no .npz: {cause.Message}", "write it again with numpy.savez",
            cause);

    private static Dictionary<string, NpyArray> ReadAll(UnmanagedMemoryStream stream, string path, FormatLimits limits)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
        var arrays = new Dictionary<string, NpyArray>(StringComparer.Ordinal);
        long left = Math.Min(limits.MaxDecodedBytes, stream.Length * limits.MaxExpansion);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            if (!entry.FullName.EndsWith(Suffix, StringComparison.Ordinal))
                throw new FormatException3D(path, -1L, $"the archive holds '{entry.FullName}', which is no .npy file");
            if (entry.Length > left || entry.Length > Array.MaxLength)
                throw new FormatException3D(
                    path, -1L, $"'{entry.FullName}' unpacks to {entry.Length} bytes, {left} are allowed",
                    "raise MaxDecodedBytes if the file is honest") { Reason = RejectReason.LimitExceeded };
            left -= entry.Length;
            var bytes = new byte[entry.Length];
            using Stream content = entry.Open();
            content.ReadExactly(bytes);
            string name = entry.FullName[..^Suffix.Length];
            if (!arrays.TryAdd(name, NpyReader.Parse(bytes, $"{path}/{entry.FullName}", limits)))
                throw new FormatException3D(path, -1L, $"the archive holds '{entry.FullName}' twice");
        }
        return arrays;
    }
}
