namespace Pipeline3D.Data.Formats;

/// <summary>Which samples are known how to be turned into an image, whatever packed them.</summary>
internal static class TiffMeaning
{
    /// <summary>What of bits, formats and colours is not known; null when nothing.</summary>
    internal static TiffObjection? ObjectionTo(TiffLayout layout) => layout.Photometric switch
    {
        TiffLayout.WhiteIsZero or TiffLayout.BlackIsZero or TiffLayout.Rgb => ObjectionToNumbers(layout),
        TiffLayout.Palette when IsBytes(layout) && layout is { Bits: <= 8, Channels: 1 } => null,
        TiffLayout.Cmyk when IsBytes(layout) && layout is { Bits: 8, Channels: 4 } => null,
        TiffLayout.YCbCr when IsBytes(layout) && layout is { Bits: 8, Channels: 3 } => layout.Compression
            is TiffCompression.Jpeg or TiffCompression.OldJpeg ? null
            : new(TiffTag.PhotometricInterpretation, layout.Photometric, "YCbCr is read from JPEG only; convert it to "
                + "RGB"),
        TiffLayout.Palette or TiffLayout.Cmyk or TiffLayout.YCbCr => new(TiffTag.BitsPerSample, layout.Bits,
            $"with {layout.Channels} samples; a palette needs one of up to 8 bits, CMYK four of 8, YCbCr three of 8: "
            + "convert it to RGB"),
        _ => new(TiffTag.PhotometricInterpretation, layout.Photometric,
            "supported are gray (0, 1), RGB (2), palette (3), CMYK (5) and YCbCr (6)"),
    };

    // Predictors work on whole bytes.
    private static bool IsBytes(TiffLayout layout) => layout is { SampleFormat: 1, Bits: 8, Predictor: 1 or 2 }
        or { SampleFormat: 1, Bits: 1 or 2 or 4, Predictor: 1 };

    private static TiffObjection? ObjectionToNumbers(TiffLayout layout)
    {
        if (IsBytes(layout) && (layout.Bits == 8 || layout.Channels == 1))
            return null;
        if (layout.Bits is not (8 or 16 or 32 or 64) || layout is { IsFloat: true, Bits: 8 })
            return new(TiffTag.BitsPerSample, layout.Bits, $"with SampleFormat {layout.SampleFormat}; supported are "
                + "integers of 1, 2, 4, 8, 16, 32 and 64 bits, those below 8 unsigned and alone, and floats of 16, 32 "
                + "and 64");
        return layout is { Predictor: 3, IsFloat: false }
            ? new(TiffTag.Predictor, layout.Predictor, "predictor 3 is for floats; these are integers") : null;
    }
}
