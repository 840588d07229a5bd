namespace Pipeline3D.Data.Formats;

/// <summary>What the colours of a cloud count to: one decision for all values of a file.</summary>
/// <remarks>Fractions count to 1 and whole numbers to 255, as all formats have it. Writers mix them up: fractions of
/// which
/// any is above 1 count to 255, whatever is above 255 to 65,535.</remarks>
internal static class ColourScale
{
    /// <summary>What turns a stored value into 0..255.</summary>
    /// <param name="values">All values of the file.</param>
    /// <param name="areWhole">Whether the numbers are whole by their type or spelling: then a dark colour of 0 and 1 is
    /// not taken for the full scale.</param>
    internal static float Of(ReadOnlySpan<float> values, bool areWhole) => Of(Largest(values), areWhole);

    /// <summary>Bytes of three channels of any scale.</summary>
    /// <param name="channels">Red, green and blue, one value per point each.</param>
    /// <param name="areWhole">As of <see cref="Of(ReadOnlySpan{float}, bool)"/>.</param>
    /// <returns>Red, green, blue per point; shape [n, 3].</returns>
    internal static byte[] ToBytes(float[][] channels, bool areWhole)
    {
        float scale = Of(channels.Max(channel => Largest(channel)), areWhole);
        var bytes = new byte[checked(3 * channels[0].Length)];
        for (int channel = 0; channel < 3; channel++)
            for (int i = 0; i < channels[channel].Length; i++)
                bytes[3 * i + channel] = ToByte(channels[channel][i] * scale);
        return bytes;
    }

    /// <summary>Bytes of interleaved values of any scale.</summary>
    /// <param name="colours">Shape [n, 3].</param>
    /// <param name="areWhole">As of <see cref="Of(ReadOnlySpan{float}, bool)"/>.</param>
    internal static byte[] ToBytes(ReadOnlySpan<float> colours, bool areWhole)
    {
        float scale = Of(colours, areWhole);
        var bytes = new byte[colours.Length];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = ToByte(colours[i] * scale);
        return bytes;
    }

    /// <summary>A colour value rounded and clamped to a byte; NaN becomes 0.</summary>
    internal static byte ToByte(float value) => (byte)Math.Clamp(float.IsNaN(value) ? 0 : MathF.Round(value), 0, 255);

    private static float Of(float largest, bool areWhole)
        => largest > 255 ? 255f / 65_535f : areWhole || largest > 1 ? 1 : 255;

    private static float Largest(ReadOnlySpan<float> values)
    {
        float largest = 0;
        foreach (float value in values)
            if (value > largest && float.IsFinite(value))
                largest = value;
        return largest;
    }
}
