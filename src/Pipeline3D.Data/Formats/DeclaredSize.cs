namespace Pipeline3D.Data.Formats;

/// <summary>How much memory a scan will take, told from headers and file sizes.</summary>
public static class DeclaredSize
{
    // Decoded image and cloud at once (12 bytes each), colour (3 in a PNG, 3 in the scan), truth (1 and 1).
    private const int BytesPerPixel = 12 + 12 + 6 + 2;

    // A row "0 0 0 0" of 8 bytes becomes 16 bytes of numbers, up to twice that while the table grows, and the cloud's
    // own 12: below 8 bytes per byte of file.
    private const int TextFactor = 8;

    /// <summary>Peak bytes of an image that becomes a grid, with its colours and mask.</summary>
    /// <param name="fileBytes">Size of the file.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    public static long OfGrid(long fileBytes, long width, long height) => fileBytes + BytesPerPixel * width * height;

    /// <summary>Peak bytes of numbers that are unpacked, turned into columns, and kept: three copies at once, 4 bytes a
    /// number.</summary>
    /// <param name="fileBytes">Size of the file.</param>
    /// <param name="numbers">How many numbers.</param>
    public static long OfNumbers(long fileBytes, long numbers) => fileBytes + 3 * sizeof(float) * numbers;

    /// <summary>The most points that a scan can have, told from its declared size: no format needs fewer bytes for
    /// each.</summary>
    /// <param name="declaredBytes">What was declared.</param>
    public static long MaxPoints(long declaredBytes) => declaredBytes / BytesPerPixel;

    /// <summary>What doubles take beside the floats that they become: as assembled, and as kept where digits are
    /// lost.</summary>
    /// <param name="numbers">How many numbers.</param>
    internal static long OfDoubles(long numbers) => 2 * sizeof(double) * numbers;

    /// <summary>Peak bytes of a text of numbers, and of whatever does not unpack to more than one.</summary>
    /// <param name="fileBytes">Size of the file.</param>
    public static long OfText(long fileBytes) => TextFactor * fileBytes;

    /// <summary>Size of a file in bytes; 0 when it is not there.</summary>
    public static long OfFile(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
