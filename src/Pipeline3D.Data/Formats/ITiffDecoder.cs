namespace Pipeline3D.Data.Formats;

/// <summary>Decodes the TIFF images whose layout it takes.</summary>
internal interface ITiffDecoder
{
    /// <summary>What keeps this decoder from reading an image; null when nothing does.</summary>
    TiffObjection? ObjectionTo(TiffSource source);

    /// <summary>Decodes an image to which there is no objection.</summary>
    /// <exception cref="FormatException3D">The file is damaged, or beyond the limits.</exception>
    RasterImage Decode(TiffSource source);
}

/// <summary>A value of a tag that a decoder does not read.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Value">Its value.</param>
/// <param name="Advice">What the value means and what to do about it.</param>
internal sealed record TiffObjection(TiffTag Tag, long Value, string Advice);
