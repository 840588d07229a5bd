using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Training;

namespace Pipeline3D.Networks.Dsr;

/// <summary>Weights of DSR's networks before any training, from a stream of a seed.</summary>
/// <remarks>Source: the public code. Biases, and where nothing else is said weights, are PyTorch's: even within the
/// root of 1 / fan-in.</remarks>
public static class DsrStart
{
    private const double Deviation = 0.02;

    /// <summary>An autoencoder: convolutions of deviation 0.02, codebooks of deviation 1.</summary>
    /// <param name="layout">Of <see cref="DsrAutoencoder.Layout"/>.</param>
    /// <param name="seed">The seed.</param>
    public static float[] Autoencoder(FlatLayout layout, long seed) => Draw(layout, seed, _ => true);

    /// <summary>The networks of an object.</summary>
    /// <param name="layout">Their tensors.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="isNormal">Of which tensors the weights are of deviation 0.02.</param>
    public static float[] Draw(FlatLayout layout, long seed, Func<string, bool> isNormal)
    {
        var random = new SplitMix64(seed, 0);
        var weights = new float[layout.Count];
        double bound = 0;
        foreach (FlatPart part in layout.Parts)
        {
            bool isWeight = part.Shape.Length > 1;
            // A bias comes behind its weight and has the same bound.
            if (isWeight)
                bound = 1 / Math.Sqrt(part.Count / part.Shape[0]);
            double deviation = part.IsRunning ? 1 : isWeight && isNormal(part.Name) ? Deviation : 0;
            foreach (ref float weight in part.Of(weights.AsSpan()))
                weight = (float)(deviation > 0 ? deviation * random.NextNormal()
                    : bound * ((2 * random.NextUnit()) - 1));
        }
        return weights;
    }
}
