using Pipeline3D.Geometry.Grids;

namespace Pipeline3D.Networks.ResNet;

/// <summary>How a picture becomes the numbers that a network learnt by.</summary>
/// <remarks>torchvision's: red, green, blue of 0 to 1, less the mean of ImageNet, by its deviation. CNTK's: blue,
/// green, red of 0 to 255, less a mean picture. A network that is given the other's numbers answers wrongly without a
/// word, so that files which need anything but torchvision's hold it.</remarks>
public sealed class ResNetInput
{
    private readonly float[]? _mean;
    private readonly int _height, _width;

    private ResNetInput(float[]? mean, int height, int width)
        => (_mean, _height, _width) = (mean, height, width);

    /// <summary>Mean of the channels red, green and blue, of 1.</summary>
    public static ReadOnlySpan<float> Mean => [.485f, .456f, .406f];

    /// <summary>Standard deviation of the channels, of 1.</summary>
    public static ReadOnlySpan<float> Deviation => [.229f, .224f, .225f];

    /// <summary>That of torchvision's networks.</summary>
    public static ResNetInput ImageNet { get; } = new(null, 0, 0);

    /// <summary>Whether a mean picture is taken off, as CNTK's networks want it.</summary>
    public bool HasMeanPicture => _mean is not null;

    /// <summary>The mean picture of a network of CNTK, [3, height, width], blue first, of 255; empty for
    /// torchvision's.</summary>
    public ReadOnlyMemory<float> MeanPicture => _mean;

    /// <summary>Sizes of <see cref="MeanPicture"/>.</summary>
    public long[] MeanShape => [3, _height, _width];

    /// <summary>That of CNTK's networks.</summary>
    /// <param name="mean">The mean picture, shape [3, height, width], blue first, of 255.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="width">Its columns.</param>
    /// <exception cref="ArgumentException">The numbers do not fill it.</exception>
    public static ResNetInput LessMeanPicture(ReadOnlySpan<float> mean, int height, int width)
        => height >= 1 && width >= 1 && mean.Length == 3L * height * width
            ? new ResNetInput(mean.ToArray(), height, width) : throw new ArgumentException(
                $"{mean.Length} numbers are no mean picture of 3 x {height} x {width}", nameof(mean));

    /// <summary>Writes a picture's numbers.</summary>
    /// <param name="rgb">Shape [height, width, 3], channels side by side.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns; a mean picture of another size is resized (bilinear).</param>
    /// <param name="planes">Shape [3, height, width]; overwritten.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Fill(ReadOnlySpan<byte> rgb, int height, int width, Span<float> planes)
    {
        int pixels = checked(height * width);
        if (rgb.Length != 3L * pixels || planes.Length != rgb.Length)
            throw new ArgumentException($"{rgb.Length} bytes and {planes.Length} numbers are no picture of {height} x "
                + $"{width} in colour", nameof(rgb));
        for (int channel = 0; channel < 3; channel++)
        {
            Span<float> plane = planes.Slice(channel * pixels, pixels);
            if (_mean is null)
                for (int i = 0; i < pixels; i++)
                    plane[i] = ((rgb[(3 * i) + channel] / 255f) - Mean[channel]) / Deviation[channel];
            else
            {
                GridResize.Bilinear(_mean.AsSpan(channel * _height * _width, _height * _width), _height, _width, plane,
                    height, width);
                for (int i = 0; i < pixels; i++)
                    plane[i] = rgb[(3 * i) + 2 - channel] - plane[i];
            }
        }
    }
}
