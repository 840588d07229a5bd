namespace Pipeline3D.Networks.Clip;

/// <summary>A picture of 8 bits as CLIP's towers take it.</summary>
public static class ClipPicture
{
    /// <summary>Mean of the channels red, green and blue, of 1.</summary>
    public static ReadOnlySpan<float> Mean => [.48145466f, .4578275f, .40821073f];

    /// <summary>Standard deviation of the channels, of 1.</summary>
    public static ReadOnlySpan<float> Deviation => [.26862954f, .26130258f, .27577711f];

    /// <summary>Scales to 1, takes the mean off and divides by the deviation, channel by channel.</summary>
    /// <param name="rgb">Shape [pixels, 3], channels side by side; already of the size that the tower takes.</param>
    /// <param name="into">Shape [3, pixels]; overwritten.</param>
    /// <exception cref="ArgumentException">The lengths differ or are no pixels of three channels.</exception>
    public static void Normalise(ReadOnlySpan<byte> rgb, Span<float> into)
    {
        if (rgb.Length != into.Length || rgb.Length % 3 != 0)
            throw new ArgumentException($"{rgb.Length} bytes into {into.Length} numbers: as many of both are needed, "
                + "three for each pixel", nameof(into));
        int pixels = rgb.Length / 3;
        // Only 256 values occur in a channel, and the quotient is the same number each time.
        Span<float> table = stackalloc float[256];
        for (int channel = 0; channel < 3; channel++)
        {
            for (int value = 0; value < table.Length; value++)
                table[value] = ((value / 255f) - Mean[channel]) / Deviation[channel];
            Span<float> plane = into.Slice(channel * pixels, pixels);
            for (int i = 0, at = channel; i < plane.Length; i++, at += 3)
                plane[i] = table[rgb[at]];
        }
    }
}
