using System.Collections.Immutable;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.Cheraghian;

/// <summary>Layers in a row, each linear, normalised over the batch, and cut at 0: as flat numbers that a training
/// changes.</summary>
/// <remarks>Per layer: weights [out, in], bias, scale and shift [out], then running mean and variance [out], which no
/// gradient changes.</remarks>
/// <param name="widths">Numbers of the input and of each layer's output.</param>
internal sealed class NormedLayers(ImmutableArray<int> widths)
{
    private const int PerLayer = 6, Learnt = 4;
    private const double Epsilon = 1e-5;
    private const float Momentum = 0.1f;

    /// <summary>Numbers of the input and of each layer's output.</summary>
    public ImmutableArray<int> Widths => widths;

    /// <summary>All numbers.</summary>
    public int Count { get; } = Enumerable.Range(1, widths.Length - 1)
        .Sum(layer => (widths[layer] * widths[layer - 1]) + ((PerLayer - 1) * widths[layer]));

    /// <summary>Numbers to begin with: Xavier's uniform weights, no bias.</summary>
    public void Start(ref SplitMix64 random, Span<float> weights)
    {
        int next = 0;
        for (int layer = 1; layer < widths.Length; layer++)
        {
            (int from, int to) = (widths[layer - 1], widths[layer]);
            double bound = Math.Sqrt(6.0 / (from + to));
            foreach (ref float weight in weights.Slice(next, from * to))
                weight = (float)(bound * ((2 * random.NextUnit()) - 1));
            next += from * to;
            weights.Slice(next, (PerLayer - 1) * to).Clear();
            weights.Slice(next + to, to).Fill(1);
            weights.Slice(next + (4 * to), to).Fill(1);
            next += (PerLayer - 1) * to;
        }
    }

    /// <summary>The numbers as tensors, <see cref="PerLayer"/> for each layer.</summary>
    /// <param name="weights">Shape [Count].</param>
    /// <param name="learns">Whether gradients are wanted.</param>
    public Tensor[] Open(ReadOnlySpan<float> weights, bool learns)
    {
        var parts = new Tensor[PerLayer * (widths.Length - 1)];
        int next = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            int to = widths[(i / PerLayer) + 1];
            long[] shape = i % PerLayer == 0 ? [to, widths[i / PerLayer]] : [to];
            int count = i % PerLayer == 0 ? to * widths[i / PerLayer] : to;
            parts[i] = Tensors.From(weights.Slice(next, count), shape).requires_grad_(learns && IsLearnt(i));
            next += count;
        }
        return parts;
    }

    /// <summary>The tensors that a gradient changes.</summary>
    public static IEnumerable<Tensor> LearntOf(IReadOnlyList<Tensor> parts) => parts.Where((_, i) => IsLearnt(i));

    /// <summary>Takes rows through the layers.</summary>
    /// <param name="parts">What <see cref="Open"/> gave. While it is learnt, running means and variances are replaced
    /// by new ones.</param>
    /// <param name="rows">Shape [n, widths[0]]; 2 or more while it is learnt.</param>
    /// <param name="learns">Normalise over these rows, not by the running numbers.</param>
    /// <returns>Shape [n, last width].</returns>
    public static Tensor Run(Tensor[] parts, Tensor rows, bool learns)
    {
        for (int at = 0; at < parts.Length; at += PerLayer)
        {
            Tensor linear = nn.functional.linear(rows, parts[at], parts[at + 1]);
            (Tensor mean, Tensor variance) = (parts[at + 4], parts[at + 5]);
            if (learns)
            {
                mean = linear.mean([0L]);
                variance = (linear - mean).square().mean([0L]);
                double unbiased = (double)linear.shape[0] / (linear.shape[0] - 1);
                using (no_grad())
                {
                    parts[at + 4] = ((parts[at + 4] * (1 - Momentum)) + (mean * Momentum)).detach();
                    parts[at + 5] = ((parts[at + 5] * (1 - Momentum)) + (variance * (Momentum * unbiased))).detach();
                }
            }
            rows = (((linear - mean) / (variance + Epsilon).sqrt() * parts[at + 2]) + parts[at + 3]).relu();
        }
        return rows;
    }

    /// <summary>Keeps the running means and variances of a step.</summary>
    public static void KeepStatistics(IReadOnlyList<Tensor> parts, Span<float> weights)
    {
        int next = 0;
        for (int i = 0; i < parts.Count; i++)
        {
            int count = checked((int)parts[i].numel());
            if (!IsLearnt(i))
                Tensors.CopyTo(parts[i], weights[next..]);
            next += count;
        }
    }

    /// <summary>Puts gradients of <see cref="LearntOf"/> at their places; 0 elsewhere.</summary>
    public static void Place(IReadOnlyList<Tensor> parts, IReadOnlyList<Tensor?> found, Span<float> gradient)
    {
        int next = 0, learnt = 0;
        for (int i = 0; i < parts.Count; i++)
        {
            int count = checked((int)parts[i].numel());
            if (IsLearnt(i) && found[learnt++] is { } part)
                Tensors.CopyTo(part, gradient[next..]);
            next += count;
        }
    }

    private static bool IsLearnt(int part) => part % PerLayer < Learnt;
}
