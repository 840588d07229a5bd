namespace Pipeline3D.Data.Formats;

/// <summary>A file format; declared by a <see cref="ScanFormatAttribute"/>.</summary>
/// <remarks>Holds no state: its members may be called from several threads. The file is handed over as one span, at
/// most 2 GiB, never empty, which must not be kept. Files are not to be trusted: what a header promises is to be
/// checked by <see cref="CloudLimits"/> or <see cref="RasterLimits"/> before it is allocated.</remarks>
public interface IScanFormat
{
    /// <summary>Most memory that reading the file and holding what it gives takes, in bytes: what a byte budget
    /// reserves.</summary>
    /// <param name="file">The file; only what is asked for is read.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="limits">What to accept at most.</param>
    /// <remarks>Cost: a look at the header. Default: what a text of numbers takes.</remarks>
    /// <exception cref="FormatException3D">The header is none; reading the file will say so too.</exception>
    long DeclaredBytes(FilePeek file, string path, FormatLimits limits) => DeclaredSize.OfText(file.Length);
}

/// <summary>A format whose first bytes tell it: only such files are accepted from senders, whose word on a format is
/// not trusted.</summary>
public interface ISniffedFormat : IScanFormat
{
    /// <summary>Whether a file begins as this format's do.</summary>
    /// <param name="head">The file's first 256 bytes; fewer when it is shorter.</param>
    bool Sniff(ReadOnlySpan<byte> head);
}

/// <summary>A format of points: clouds, organized grids, meshes.</summary>
public interface ICloudFormat : IScanFormat
{
    /// <summary>Reads the points in file order.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="limits">What to accept at most.</param>
    /// <exception cref="FormatException3D">The file is not of this format, damaged, cut off, beyond the limits, or
    /// holds no points.</exception>
    CloudFile Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits);
}

/// <summary>A format of images: colours, masks.</summary>
public interface IImageFormat : IScanFormat
{
    /// <summary>Reads the image as stored.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="limits">What to accept at most.</param>
    /// <exception cref="FormatException3D">The file is not of this format, damaged, cut off, or beyond the
    /// limits.</exception>
    RasterImage ParseImage(ReadOnlySpan<byte> file, string path, FormatLimits limits);
}

/// <summary>A format that clouds can be written in.</summary>
internal interface ICloudWriter : IScanFormat
{
    /// <summary>Whether coordinates are written as doubles where the cloud has an offset; otherwise such clouds are
    /// refused.</summary>
    bool WritesDoubles => false;

    /// <summary>Writes one cloud; what the format cannot hold is left out.</summary>
    /// <param name="path">The file; overwritten.</param>
    /// <param name="cloud">The cloud; its parts are checked to fit together.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    void Write(string path, CloudFile cloud);
}
