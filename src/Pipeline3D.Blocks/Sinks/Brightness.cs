namespace Pipeline3D.Blocks.Sinks;

/// <summary>Numbers as shades of gray.</summary>
internal static class Brightness
{
    /// <summary>0..255 across the range; values outside stick to its ends.</summary>
    public static byte[] Of(ReadOnlySpan<float> values, float low, float high)
    {
        var bytes = new byte[values.Length];
        float scale = high > low ? 255 / (high - low) : 0;
        for (int i = 0; i < values.Length; i++)
            bytes[i] = (byte)Math.Clamp((values[i] - low) * scale, 0, 255);
        return bytes;
    }

    /// <summary>Near = bright, from 255 down to 40; 0 where there is no reading (z = 0).</summary>
    public static byte[] OfDepth(ReadOnlySpan<float> z)
    {
        float near = float.PositiveInfinity, far = float.NegativeInfinity;
        foreach (float depth in z)
            if (depth != 0 && float.IsFinite(depth))
                (near, far) = (Math.Min(near, depth), Math.Max(far, depth));
        var bytes = new byte[z.Length];
        float scale = far > near ? 215 / (far - near) : 0;
        for (int i = 0; i < z.Length; i++)
            bytes[i] = z[i] != 0 && float.IsFinite(z[i]) ? (byte)(255 - ((z[i] - near) * scale)) : (byte)0;
        return bytes;
    }
}
