using Pipeline3D.Networks;
using Pipeline3D.Networks.ResNet;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.RegAd;

/// <summary>Pictures as a network takes them.</summary>
/// <param name="input">How its weights were made; null for values from 0 to 1.</param>
internal sealed class RegAdPictures(ResNetInput? input)
{
    /// <summary>What a network of these weights is given.</summary>
    public static RegAdPictures Of(ResNetInput own, bool normalise)
        => new(normalise || own.HasMeanPicture ? own : null);

    /// <summary>Samples as tensors.</summary>
    /// <returns>Shape [n, 3, side, side].</returns>
    public Tensor Of(IReadOnlyList<RegAdSample> samples)
    {
        int side = samples[0].Side, size = 3 * side * side;
        var planes = new float[samples.Count * size];
        for (int i = 0; i < samples.Count; i++)
        {
            byte[] rgb = samples[i].Rgb();
            Span<float> into = planes.AsSpan(i * size, size);
            if (input is not null)
                input.Fill(rgb, side, side, into);
            else
                for (int at = 0; at < rgb.Length; at++)
                    into[(at % 3 * side * side) + (at / 3)] = rgb[at] / 255f;
        }
        return Tensors.From(planes, samples.Count, 3, side, side);
    }
}
