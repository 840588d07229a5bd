using static TorchSharp.torch;

namespace Pipeline3D.Networks.PointMae;

/// <summary>Weights before any training, as the authors' code draws them.</summary>
internal static class PointMaeDraws
{
    private const double Deviation = 0.02;

    /// <summary>Flat weights of a network.</summary>
    /// <remarks>Encoder: truncated normal of deviation .02 (cut at 2, 100 deviations away), biases 0. Decoder blocks:
    /// Xavier uniform. The decoder's positions and its last layer keep the framework's own draws: uniform within the
    /// inverse root of the inputs. Norms 1 and 0. The numbers are not bit by bit those of the authors'
    /// framework.</remarks>
    public static float[] Draw(PointMaeLayout layout, int seed)
    {
        var weights = new float[layout.Count];
        using var generator = new Generator((ulong)seed);
        long inputs = 1;
        foreach (PointMaePart part in layout.Parts)
        {
            using TorchSharp.DisposeScope scope = NewDisposeScope();
            Tensor numbers = empty(part.Shape, ScalarType.Float32);
            bool isWeight = part.Shape.Length > 1, isLate = part.Name.StartsWith("increase_dim",
                StringComparison.Ordinal) || part.Name.StartsWith("decoder_pos_embed", StringComparison.Ordinal);
            if (isWeight)
                inputs = part.Count / part.Shape[0];
            if (part.Name.EndsWith("running_var", StringComparison.Ordinal) || (!isWeight && IsScale(part.Name)))
                numbers = ones(part.Shape);
            else if (isLate)
                numbers.uniform_(-Math.Pow(inputs, -0.5), Math.Pow(inputs, -0.5), generator);
            else if (!isWeight)
                numbers = zeros(part.Shape);
            else if (part.Name.StartsWith("MAE_decoder.", StringComparison.Ordinal))
            {
                double reach = Math.Sqrt(6.0 / (part.Shape[0] + part.Shape[1]));
                numbers.uniform_(-reach, reach, generator);
            }
            else
                numbers.normal_(0, Deviation, generator);
            Tensors.CopyTo(numbers, weights.AsSpan(part.Start));
        }
        return weights;
    }

    // A weight of one axis is the scale of a norm.
    private static bool IsScale(string name) => name.EndsWith(".weight", StringComparison.Ordinal);
}
