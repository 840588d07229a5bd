using System.IO.Compression;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Data.Formats;

/// <summary>Reads the cloud of NumPy's .npz archives, a ZIP of .npy files, stored or deflated: the array named xyz, or
/// the only one.</summary>
/// <remarks>Nothing else in the archive is unpacked or judged.</remarks>
internal static class NpzReader
{
    private const string Suffix = ".npy", Cloud = "xyz.npy";

    /// <summary>Reads the array.</summary>
    /// <exception cref="FormatException3D">The file is no archive, holds no such array, is damaged, or exceeds the
    /// limits.</exception>
    internal static unsafe NpyArray Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
    {
        if (file.IsEmpty)
            throw new FormatException3D(path, 0L, "the file is empty");
        fixed (byte* start = file)
        {
            using var stream = new UnmanagedMemoryStream(start, file.Length);
            return Read(stream, path, limits, part =>
            {
                byte[] bytes = GC.AllocateUninitializedArray<byte>((int)part.Length);
                using Stream content = part.Open();
                content.ReadExactly(bytes);
                return NpyReader.Parse(bytes, $"{path}/{part.FullName}", limits);
            });
        }
    }

    /// <summary>Finds the array in the archive, and holds its unpacked size against the limits.</summary>
    internal static T Read<T>(Stream file, string path, FormatLimits limits, Func<ZipArchiveEntry, T> read)
    {
        try
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            ZipArchiveEntry part = PartOf(archive, path);
            long most = Math.Min(Math.Min(limits.MaxDecodedBytes, Array.MaxLength),
                Math.Min(part.CompressedLength, file.Length) * limits.MaxExpansion);
            return part.Length <= most ? read(part) : throw new FormatException3D(path, -1L,
                $"'{part.FullName}' unpacks to {part.Length} bytes, {most} are allowed",
                "raise MaxDecodedBytes if the file is honest") { Reason = RejectReason.LimitExceeded };
        }
        // What ZipArchive throws for damaged archives: bad records, impossible offsets, unknown methods.
        catch (Exception cause) when (cause is InvalidDataException or NotSupportedException or ArgumentException
            or OverflowException or (IOException and not FormatException3D))
        {
            throw new FormatException3D(path, -1L, $"the archive is damaged or no .npz: {cause.Message}",
                "write it again with numpy.savez", cause);
        }
    }

    private static ZipArchiveEntry PartOf(ZipArchive archive, string path)
    {
        ZipArchiveEntry[] clouds = [.. archive.Entries.Where(entry => entry.FullName == Cloud)];
        ZipArchiveEntry[] arrays = clouds.Length > 0 ? clouds
            : [.. archive.Entries.Where(entry => entry.FullName.EndsWith(Suffix, StringComparison.Ordinal))];
        if (arrays.Length == 1)
            return arrays[0];
        throw new FormatException3D(path, -1L, clouds.Length > 1 ? $"the archive holds '{Cloud}' {clouds.Length} times"
            : arrays.Length == 0 ? "the archive holds no array"
            : $"the archive holds the arrays {string.Join(", ", arrays.Take(20).Select(array
                => array.FullName[..^Suffix.Length]).Order(StringComparer.Ordinal))}",
            "a cloud is the array named xyz, or the only one");
    }
}
