using System.Runtime.InteropServices;

namespace Pipeline3D.Data.Formats;

/// <summary>Turns samples that mean something only together with the directory into gray or RGB.</summary>
internal static class TiffPicture
{
    /// <summary>The image of assembled samples.</summary>
    internal static RasterImage Of(TiffSource source, byte[] samples)
    {
        TiffLayout layout = source.Layout;
        if (layout.Photometric == TiffLayout.Palette)
            return Rgb(layout, FromPalette(source, samples)) with { Indices = samples };
        if (layout.Photometric == TiffLayout.Cmyk)
            return Rgb(layout, FromCmyk(samples));
        if (layout.IsDouble)
            return OfDoubles(layout.Width, layout.Height, layout.Channels, samples);
        if (layout.Bits < 8)
            Stretch(samples, layout);
        return new RasterImage(layout.Width, layout.Height, layout.Channels, layout.Type, samples)
        {
            FullScale = layout.Bits < 8 ? byte.MaxValue : layout.FullScale,
        };
    }

    /// <summary>The image of doubles: as float32, and as they are where those lose digits.</summary>
    internal static RasterImage OfDoubles(int width, int height, int channels, byte[] samples)
    {
        ReadOnlySpan<double> doubles = MemoryMarshal.Cast<byte, double>(samples);
        var data = new byte[samples.Length / 2];
        Span<float> floats = MemoryMarshal.Cast<byte, float>(data.AsSpan());
        bool isExact = true;
        for (int i = 0; i < floats.Length; i++)
        {
            floats[i] = (float)doubles[i];
            isExact &= floats[i] == doubles[i] || double.IsNaN(doubles[i]);
        }
        return new RasterImage(width, height, channels, SampleType.Float32, data)
        {
            Doubles = isExact ? null : doubles.ToArray(),
        };
    }

    private static RasterImage Rgb(TiffLayout layout, byte[] pixels)
        => new(layout.Width, layout.Height, 3, SampleType.UInt8, pixels);

    // To 0 (black) to 255 (white), as PNG's low depths become: a mask must not depend on the format it came in.
    private static void Stretch(byte[] samples, TiffLayout layout)
    {
        int most = (1 << layout.Bits) - 1, step = byte.MaxValue / most;
        int flip = layout.Photometric == TiffLayout.WhiteIsZero ? most : 0;
        for (int i = 0; i < samples.Length; i++)
            samples[i] = (byte)((samples[i] ^ flip) * step);
    }

    // The map holds all reds, then all greens, then all blues, 16 bits each.
    private static byte[] FromPalette(TiffSource source, byte[] indices)
    {
        int entries = 1 << source.Layout.Bits;
        ReadOnlySpan<byte> map = source.Directory.Stored(source.File, TiffTag.ColorMap, out int type);
        if (type != 3 || map.Length != 3 * entries * sizeof(ushort))
            throw new FormatException3D(source.Path, source.Directory.Offset, $"tag 320 (ColorMap) has {map.Length} "
                + $"bytes, a palette of {source.Layout.Bits} bits needs {3 * entries * sizeof(ushort)}",
                "the file is damaged: export it again");
        var colours = new byte[3 * entries];
        for (int i = 0; i < colours.Length; i++)
        {
            ReadOnlySpan<byte> word = map.Slice(i * sizeof(ushort), sizeof(ushort));
            colours[(i % entries * 3) + (i / entries)] = source.Directory.BigEndian ? word[0] : word[1];
        }
        var pixels = new byte[checked(3 * indices.Length)];
        for (int i = 0; i < indices.Length; i++)
            colours.AsSpan(3 * indices[i], 3).CopyTo(pixels.AsSpan(3 * i));
        return pixels;
    }

    // Without a colour profile ink is taken as the plain complement of light.
    private static byte[] FromCmyk(byte[] inks)
    {
        var pixels = new byte[inks.Length / 4 * 3];
        for (int from = 0, to = 0; to < pixels.Length; from += 4)
            for (int ink = 0; ink < 3; ink++, to++)
                pixels[to] = (byte)((byte.MaxValue - inks[from + ink]) * (byte.MaxValue - inks[from + 3])
                    / byte.MaxValue);
        return pixels;
    }
}
