using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using Pipeline3D.Networks.Guards;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.Clip.Prompts;

/// <summary>A pair of learnable prompts through the frozen text tower, and back.</summary>
/// <remarks>Source: PointAD, as AnomalyCLIP: context tokens at places 1 to n of each prompt, deep tokens shared by
/// both.</remarks>
/// <param name="text">The tower.</param>
/// <param name="shape">What can be learnt.</param>
/// <param name="ids">The prompts' tokens.</param>
/// <param name="halfDeep">Deep tokens go through half precision, as in the released code.</param>
internal sealed class PromptTower(ClipText text, PromptShape shape, PromptIds ids, bool halfDeep = false)
{
    private readonly BackwardGuard _guard = new();

    /// <summary>Features of the normal and the anomalous prompt.</summary>
    /// <param name="weights">What was learnt; see <see cref="PromptShape"/>.</param>
    /// <returns>Shape [2, e], not of length 1.</returns>
    public float[] Features(ReadOnlySpan<float> weights)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable frozen = no_grad();
        return Tensors.ToFloats(Encode(Parts(weights)));
    }

    /// <summary>Features, and the gradient of something that depends on them.</summary>
    /// <param name="weights">What is learnt.</param>
    /// <param name="differentiate">Takes features [2, e] and gives the derivative by each of them.</param>
    /// <returns>The derivative by each weight.</returns>
    public float[] Gradient(ReadOnlySpan<float> weights, Func<float[], float[]> differentiate)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] parts = Parts(weights);
        foreach (Tensor part in parts)
            part.requires_grad_(true);
        Tensor features = Encode(parts);
        float[] byFeature = differentiate(Tensors.ToFloats(features));
        IReadOnlyList<Tensor?> found = Gradients.Of(_guard, [features], parts,
            [Tensors.From(byFeature, features.shape).to(features.device)]);
        var gradient = new float[shape.Count];
        int next = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            int count = checked((int)parts[i].numel());
            if (found[i] is { } part)
                Tensors.CopyTo(part, gradient.AsSpan(next));
            next += count;
        }
        return gradient;
    }

    private static Tensor[] Split(PromptShape shape, ReadOnlySpan<float> weights)
    {
        var parts = new List<Tensor>();
        foreach ((_, int start, long[] sizes) in shape.Parts())
            parts.Add(Tensors.From(weights.Slice(start, checked((int)(sizes[0] * sizes[1]))), sizes));
        return [.. parts];
    }

    private Tensor[] Parts(ReadOnlySpan<float> weights)
    {
        if (weights.Length != shape.Count)
            throw new ArgumentException($"{weights.Length} weights, these prompts have {shape.Count}", nameof(weights));
        return Split(shape, weights);
    }

    private Tensor Encode(Tensor[] parts)
    {
        Tensor words = text.Embed(Tensors.From(ids.Padded(), 2, ids.Length));
        long context = shape.Context, rest = ids.Length - 1 - context;
        Tensor embeddings = cat([words.narrow(1, 0, 1), stack([parts[0], parts[1]], 0),
            words.narrow(1, 1 + context, rest)], 1);
        return text.Encode(embeddings, ids.Ends, parts[2..], halfDeep);
    }
}
