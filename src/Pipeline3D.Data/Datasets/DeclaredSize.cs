using System.IO.Compression;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Datasets;

/// <summary>How much memory a scan will take, told from headers and file sizes.</summary>
internal static class DeclaredSize
{
    // Decoded image and cloud at once (12 bytes each), colour (3 in a PNG, 3 in the scan), truth (1 and 1).
    private const int BytesPerPixel = 12 + 12 + 6 + 2;

    // A row "0 0 0 0" of 8 bytes becomes 16 bytes of numbers, up to twice that while the table grows, and the cloud's
    // own 12: below 8 bytes per byte of file.
    private const int TextFactor = 8;

    /// <summary>Peak bytes of a grid; by its header, or by its file's size when the header cannot be read: loading will
    /// then fail, and say why.</summary>
    internal static long OfGrid(string tiff, FormatLimits limits)
    {
        long size = OfFile(tiff);
        try
        {
            return size + BytesPerPixel * FileBytes.Peek(tiff, limits, static (file, path, bounds) =>
            {
                TiffLayout layout = TiffLayout.Of(TiffDirectory.First(file, path), file, path, bounds);
                return (long)layout.Width * layout.Height;
            });
        }
        catch (FormatException3D)
        {
            return size;
        }
    }

    /// <summary>Peak bytes of an image that becomes a grid.</summary>
    internal static long OfDepth(string png, FormatLimits limits)
    {
        try
        {
            return OfFile(png) + BytesPerPixel * FileBytes.Peek(png, limits, static (file, path, bounds) =>
            {
                PngHeader header = PngHeader.Parse(file, path, bounds);
                return (long)header.Width * header.Height;
            });
        }
        catch (FormatException3D)
        {
            return OfFile(png);
        }
    }

    /// <summary>Peak bytes of a cloud, mesh or table.</summary>
    internal static long OfCloud(string path, FormatLimits limits) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".tif" or ".tiff" => OfGrid(path, limits),
        ".pcd" => OfPcd(path, limits),
        ".npz" => OfArchive(path),
        _ => TextFactor * OfFile(path),
    };

    // Compressed clouds unpack to many times their file, so their header tells. The unpacked data, the columns made of
    // it and the points that are kept exist at once, 4 bytes a number each.
    private static long OfPcd(string path, FormatLimits limits)
    {
        try
        {
            return OfFile(path) + 3 * sizeof(float) * FileBytes.Peek(path, limits, static (file, name, bounds) =>
            {
                PcdHeader header = PcdHeader.Parse(file, name, bounds);
                return (long)header.Points * header.Fields.Sum(field => field.Count);
            });
        }
        catch (FormatException3D)
        {
            return OfFile(path);
        }
    }

    // The unpacked file, the array and the cloud exist at once. The archive's directory tells the unpacked sizes, and
    // what unpacks to another size is damaged.
    private static long OfArchive(string path)
    {
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(path);
            long unpacked = archive.Entries.Aggregate(0L, (sum, entry) => Math.Min(int.MaxValue, sum + entry.Length));
            return OfFile(path) + 3 * unpacked;
        }
        catch (Exception cause) when (cause is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return OfFile(path);
        }
    }

    /// <summary>Size of a file; 0 when it is not there.</summary>
    internal static long OfFile(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
