namespace Pipeline3D.Networks.ResNet;

/// <summary>What a tap gives of pictures, pixels side by side.</summary>
public sealed class ResNetMaps
{
    private readonly float[] _values;

    /// <summary>Takes maps.</summary>
    /// <param name="count">Pictures.</param>
    /// <param name="height">Rows of each.</param>
    /// <param name="width">Columns of each.</param>
    /// <param name="channels">Numbers of a pixel.</param>
    /// <param name="values">Shape [count, height, width, channels]; kept.</param>
    /// <exception cref="ArgumentException">The numbers do not fill the shape.</exception>
    public ResNetMaps(int count, int height, int width, int channels, float[] values)
    {
        if (Math.Min(Math.Min(count, height), Math.Min(width, channels)) < 1
            || values.Length != (long)count * height * width * channels)
            throw new ArgumentException($"{values.Length} numbers do not fill {count} maps of {height} x {width} x "
                + $"{channels}", nameof(values));
        (Count, Height, Width, Channels, _values) = (count, height, width, channels, values);
    }

    /// <summary>Pictures.</summary>
    public int Count { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Numbers of a pixel.</summary>
    public int Channels { get; }

    /// <summary>A picture's map, shape [height, width, channels].</summary>
    public ReadOnlySpan<float> Of(int picture) => Of(picture, 1);

    internal Span<float> Of(int first, int count)
        => _values.AsSpan(first * (Height * Width * Channels), count * (Height * Width * Channels));
}
