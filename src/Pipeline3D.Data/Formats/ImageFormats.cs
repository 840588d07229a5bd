using System.Runtime.InteropServices;

namespace Pipeline3D.Data.Formats;

/// <summary>Reads images by the extension of their file.</summary>
public static class ImageFormats
{
    /// <summary>Extensions that <see cref="Read"/> knows, in lower case with their dot.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".tif", ".tiff", ".png", ".jpg", ".jpeg", ".npy"];

    /// <summary>Reads one image. An array [H, W] or [H, W, C] of up to four channels is an image too.</summary>
    /// <param name="path">The file; its extension, in any case, tells the format.</param>
    /// <param name="limits">What to accept at most; the defaults when null.</param>
    /// <exception cref="FormatException3D">The extension is unknown, or the file is not what it says.</exception>
    public static RasterImage Read(string path, FormatLimits? limits = null)
        => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".tif" or ".tiff" => TiffReader.Read(path, limits),
        ".png" => PngReader.Read(path, limits),
        ".jpg" or ".jpeg" => JpegReader.Read(path, limits),
        ".npy" => FromArray(NpyReader.Read(path, limits), path, limits ?? FormatLimits.Default),
        string extension => throw CloudFormats.Unknown(path, extension, Extensions),
    };

    private static RasterImage FromArray(NpyArray array, string path, FormatLimits limits)
    {
        int channels = array.Shape.Length == 3 ? array.Shape[2] : 1;
        if (array.Shape.Length is not (2 or 3) || channels is < 1 or > 4)
            throw new FormatException3D(path, -1L,
                $"the array has shape [{string.Join(", ", array.Shape)}]; an image needs [H, W] or [H, W, C] with C "
                    + "up to 4");
        RasterLimits.CheckSize(path, -1, array.Shape[1], array.Shape[0], limits);
        (SampleType type, byte[] data) = array.Data switch
        {
            byte[] bytes => (SampleType.UInt8, bytes),
            bool[] flags => (SampleType.UInt8, MemoryMarshal.AsBytes(flags.AsSpan()).ToArray()),
            ushort[] words => (SampleType.UInt16, MemoryMarshal.AsBytes(words.AsSpan()).ToArray()),
            _ => (SampleType.Float32, MemoryMarshal.AsBytes(array.To<float>().AsSpan()).ToArray()),
        };
        return new RasterImage(array.Shape[1], array.Shape[0], channels, type, data);
    }
}
