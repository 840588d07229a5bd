using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Pictures;

namespace Pipeline3D.Detection.ThreeDsr;

/// <summary>Draws 3DSR's pictures of noise: what its autoencoder learns depth from, and the shapes of fake
/// anomalies.</summary>
/// <remarks>Source: the public code. Cells along each side are a power of two, turns at most 90 degrees.</remarks>
internal static class NoisePictures
{
    private const double Turn = 90;

    /// <summary>A picture that stands for depths: noise stretched to 0 to 1, of less contrast and at any
    /// height.</summary>
    /// <param name="side">Pixels of a side.</param>
    /// <param name="scales">Least and largest exponent of the cells along a side.</param>
    /// <param name="random">Seeded draws.</param>
    /// <param name="picture">Shape [side, side]; overwritten by values from 0 to 1.</param>
    public static void Depth(int side, (int Least, int Most) scales, ref SplitMix64 random, Span<float> picture)
    {
        float[] noise = Noise(side, scales, ref random);
        (float low, float high) = (noise.Min(), noise.Max());
        double share = random.NextUnit(), height = random.NextUnit(), extent = high > low ? (double)high - low : 1;
        for (int i = 0; i < noise.Length; i++)
            picture[i] = (float)((share * (noise[i] - low) / extent) + ((1 - share) * height));
    }

    /// <summary>Where an object is anomalous: where noise is stronger than a threshold.</summary>
    /// <param name="isObject">Shape [side, side]: nothing else becomes anomalous.</param>
    /// <param name="side">Pixels of a side.</param>
    /// <param name="scales">Least and largest exponent of the cells along a side.</param>
    /// <param name="thresholds">Least and largest threshold.</param>
    /// <param name="random">Seeded draws.</param>
    /// <param name="mask">Shape [side, side]; overwritten by 1 where it is, else 0.</param>
    public static void Mask(ReadOnlySpan<bool> isObject, int side, (int Least, int Most) scales,
        (double Least, double Most) thresholds, ref SplitMix64 random, Span<float> mask)
    {
        float[] noise = Noise(side, scales, ref random);
        double threshold = thresholds.Least + ((thresholds.Most - thresholds.Least) * random.NextUnit());
        for (int i = 0; i < noise.Length; i++)
            mask[i] = isObject[i] && Math.Abs(noise[i]) > threshold ? 1 : 0;
    }

    private static float[] Noise(int side, (int Least, int Most) scales, ref SplitMix64 random)
    {
        int across = 1 << Scale(scales, ref random), down = 1 << Scale(scales, ref random);
        double turn = Turn * ((2 * random.NextUnit()) - 1);
        return PerlinNoise.Draw(side, across, down, turn, ref random);
    }

    private static int Scale((int Least, int Most) scales, ref SplitMix64 random)
        => scales.Least + random.NextBelow(scales.Most - scales.Least + 1);
}
