using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Networks.Training;

/// <summary>Weights before any training, as PyTorch's own layers draw them.</summary>
public static class FlatDraws
{
    /// <summary>Flat weights of a network.</summary>
    /// <param name="layout">The network; a bias lies behind its weight.</param>
    /// <param name="seed">Seed of the draws; every tensor draws from a stream of its own.</param>
    /// <returns>Linear layers and convolutions: even within the root of 1 / fan-in, their biases too. Norms are 1 and
    /// 0, running means 0, variances 1.</returns>
    public static float[] AsPyTorch(FlatLayout layout, long seed)
    {
        var weights = new float[layout.Count];
        for (int i = 0; i < layout.Parts.Count; i++)
        {
            FlatPart part = layout.Parts[i];
            bool isBias = i > 0 && part.Shape.Length == 1 && layout.Parts[i - 1].Shape.Length > 1
                && part.Name.EndsWith(".bias", StringComparison.Ordinal);
            FlatPart of = isBias ? layout.Parts[i - 1] : part;
            Span<float> numbers = part.Of(weights.AsSpan());
            if (of.Shape.Length == 1)
            {
                numbers.Fill(part.Name.EndsWith(".weight", StringComparison.Ordinal)
                    || part.Name.EndsWith(".running_var", StringComparison.Ordinal) ? 1 : 0);
                continue;
            }
            double bound = 1 / Math.Sqrt((double)of.Count / of.Shape[0]);
            var random = new SplitMix64(seed, i);
            foreach (ref float number in numbers)
                number = (float)(bound * ((2 * random.NextUnit()) - 1));
        }
        return weights;
    }
}
