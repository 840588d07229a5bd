using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Training;

namespace Pipeline3D.Networks.ResNet;

/// <summary>Weights before any training, as torchvision draws them.</summary>
public static class ResNetDraws
{
    /// <summary>Flat weights of a network.</summary>
    /// <param name="layout">A layout by <see cref="ResNetLayout"/>.</param>
    /// <param name="seed">Seed of the draws; every tensor draws from a stream of its own.</param>
    /// <returns>Convolutions: normal, of variance 2 / (outputs x pixels of the filter) (He et al. 2015,
    /// arXiv:1502.01852, by the outputs). Norms are 1 and 0, running means 0, variances 1.</returns>
    public static float[] Draw(FlatLayout layout, long seed)
    {
        var weights = new float[layout.Count];
        for (int i = 0; i < layout.Parts.Count; i++)
        {
            FlatPart part = layout.Parts[i];
            Span<float> numbers = part.Of(weights.AsSpan());
            if (part.Shape.Length == 4)
            {
                double deviation = Math.Sqrt(2.0 / (part.Shape[0] * part.Shape[2] * part.Shape[3]));
                var random = new SplitMix64(seed, i);
                foreach (ref float number in numbers)
                    number = (float)(deviation * random.NextNormal());
            }
            else
                numbers.Fill(part.Name.EndsWith(".weight", StringComparison.Ordinal)
                    || part.Name.EndsWith(".running_var", StringComparison.Ordinal) ? 1 : 0);
        }
        return weights;
    }
}
