namespace Pipeline3D.Data.Formats;

/// <summary>Decodes a TIFF: the seam behind which another decoder can stand in for the managed one.</summary>
internal interface ITiffDecoder
{
    /// <summary>Decodes the first image of a file.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="limits">What to accept at most.</param>
    /// <exception cref="FormatException3D">The file is damaged, beyond the limits, or uses what is not
    /// supported.</exception>
    RasterImage Decode(ReadOnlySpan<byte> file, string path, FormatLimits limits);
}
