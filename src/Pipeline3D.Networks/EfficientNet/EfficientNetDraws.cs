using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Training;

namespace Pipeline3D.Networks.EfficientNet;

/// <summary>Weights before any training.</summary>
public static class EfficientNetDraws
{
    /// <summary>Flat weights of a network.</summary>
    /// <param name="layout">A layout by <see cref="EfficientNetLayout"/>.</param>
    /// <param name="seed">Seed of the draws; every tensor draws from a stream of its own.</param>
    /// <returns>Convolutions: normal, of variance 2 / (outputs of a group x pixels of the filter) (He et al. 2015,
    /// arXiv:1502.01852); the classifier even within the root of 1 / classes. Biases are 0, norms 1 and 0, running
    /// means 0, variances 1.</returns>
    public static float[] Draw(FlatLayout layout, long seed)
    {
        var weights = new float[layout.Count];
        for (int i = 0; i < layout.Parts.Count; i++)
        {
            FlatPart part = layout.Parts[i];
            Span<float> numbers = part.Of(weights.AsSpan());
            var random = new SplitMix64(seed, i);
            if (part.Shape is [var to, _, var height, var width])
            {
                long outputs = part.Name.EndsWith("._depthwise_conv.weight", StringComparison.Ordinal) ? 1 : to;
                double deviation = Math.Sqrt(2.0 / (outputs * height * width));
                foreach (ref float number in numbers)
                    number = (float)(deviation * random.NextNormal());
            }
            else if (part.Shape is [var classes, _])
                foreach (ref float number in numbers)
                    number = (float)(((2 * random.NextUnit()) - 1) / Math.Sqrt(classes));
            else
                numbers.Fill(part.Name.EndsWith(".weight", StringComparison.Ordinal)
                    || part.Name.EndsWith(".running_var", StringComparison.Ordinal) ? 1 : 0);
        }
        return weights;
    }
}
