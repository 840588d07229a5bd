using Pipeline3D.Core.Items;

namespace Pipeline3D.Data.Formats;

/// <summary>The checks that every image reader makes before it allocates.</summary>
public static class RasterLimits
{
    /// <summary>Refuses an image without pixels or beyond the limits.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Where the size is stated; -1 when that is not known.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="limits">The limits.</param>
    /// <exception cref="FormatException3D">It has none, or too many; the message names the limit.</exception>
    public static void CheckSize(string path, long offset, long width, long height, FormatLimits limits)
    {
        if (width <= 0 || height <= 0)
            throw new FormatException3D(path, offset, $"the image has {width} x {height} pixels, that is none");
        if (width > limits.MaxDimension || height > limits.MaxDimension)
            throw new FormatException3D(path, offset,
                $"the image has {width} x {height} pixels, a side may have {limits.MaxDimension}",
                "raise MaxDimension") { Reason = RejectReason.LimitExceeded };
        if (width * height > limits.MaxPixels)
            throw new FormatException3D(path, offset,
                $"the image has {width} x {height} pixels, the limit is {limits.MaxPixels}",
                "raise MaxPixels") { Reason = RejectReason.LimitExceeded };
    }

    /// <summary>Refuses decoded data beyond the limit, or more than <paramref name="fileBytes"/> can hold.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Where the size is stated.</param>
    /// <param name="decodedBytes">What the header says the data unpacks to.</param>
    /// <param name="fileBytes">Bytes of file that the data can come from.</param>
    /// <param name="expansion">Most decoded bytes per byte of file; 1 when uncompressed.</param>
    /// <param name="limits">The limits.</param>
    /// <exception cref="FormatException3D">It is too much; the message says of what.</exception>
    public static void CheckDecoded(
        string path, long offset, long decodedBytes, long fileBytes, long expansion, FormatLimits limits)
    {
        if (decodedBytes > Math.Min(limits.MaxDecodedBytes, Array.MaxLength))
            throw new FormatException3D(path, offset,
                $"the data unpacks to {decodedBytes} bytes, the limit is {limits.MaxDecodedBytes}",
                "raise MaxDecodedBytes") { Reason = RejectReason.LimitExceeded };
        if (decodedBytes > fileBytes * expansion)
            throw new FormatException3D(path, offset, expansion == 1
                ? $"the header promises {decodedBytes} bytes of data, the file holds {fileBytes}"
                : $"the header promises {decodedBytes} bytes, more than {fileBytes} packed bytes can unpack to",
                "the file is cut off or damaged: copy or export it again");
    }
}
