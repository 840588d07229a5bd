using System.Collections.Immutable;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.PointNet2;

/// <summary>A learnt <see cref="PatchClassifier"/>: patches to probabilities of an anomaly, of the patches as they are
/// and of patches that were moved a little towards what the network takes them for.</summary>
/// <remarks>The moving is that of ODIN (Liang and others 2018): x - eps sign(gradient of -log p(predicted)). Only points
/// that are largest in some number have a gradient; the others stay. It is computed by hand, in the layers' own
/// products, without a graph. Safe for concurrent use, within a <see cref="DeviceLane"/>.</remarks>
public sealed class FrozenClassifier
{
    // Patches that are held at a time: the largest array is 4 MB.
    private const int Together = 64;
    private readonly ImmutableArray<FoldedLayer> _layers;
    private readonly FoldedLayer _hidden, _last;

    /// <summary>Folds a network.</summary>
    /// <param name="classifier">The network.</param>
    /// <param name="layout">Where its tensors are.</param>
    /// <param name="weights">All numbers of the layout.</param>
    public FrozenClassifier(PatchClassifier classifier, FlatLayout layout, ReadOnlySpan<float> weights)
    {
        _layers = FoldedLayer.Of(layout, weights, "conv", "bn", classifier.Shape.Widths.Length);
        (_hidden, _last) = (FoldedLayer.Of(layout, weights, "fc1"), FoldedLayer.Of(layout, weights, "fc2"));
    }

    /// <summary>Judges patches.</summary>
    /// <param name="patches">Shape [n, points, 3].</param>
    /// <param name="points">Points of a patch.</param>
    /// <param name="epsilon">How far points are moved, in the unit of the patches; 0 for not at all, negative for
    /// away.</param>
    /// <param name="stop">Ends the work between some patches and the next.</param>
    /// <exception cref="ArgumentException">The patches are not whole.</exception>
    public PatchJudgement Run(ReadOnlyMemory<float> patches, int points, double epsilon,
        CancellationToken stop = default)
    {
        int size = 3 * points, count = patches.Length / size;
        if (count * size != patches.Length)
            throw new ArgumentException($"{patches.Length} numbers are no patches of {points} points", nameof(patches));
        bool moves = epsilon != 0;
        var judged = new PatchJudgement(new float[count], new float[count], new float[moves ? patches.Length : 0],
            moves ? patches.ToArray() : []);
        using DisposeScope outer = NewDisposeScope();
        using IDisposable quiet = no_grad();
        OpenLayer[] layers = [.. _layers.Select(layer => layer.Open())];
        (OpenLayer hidden, OpenLayer last) = (_hidden.Open(), _last.Open());
        for (int first = 0; first < count; first += Together)
        {
            stop.ThrowIfCancellationRequested();
            int some = Math.Min(Together, count - first);
            using DisposeScope scope = NewDisposeScope();
            var pass = new Pass(layers, hidden, last, some, points);
            ReadOnlySpan<float> before = pass.Run(patches.Span.Slice(first * size, some * size));
            before.CopyTo(judged.Logits.AsSpan(first));
            Span<float> after = judged.Probabilities.AsSpan(first, some);
            if (moves)
            {
                Span<float> gradient = judged.Gradient.AsSpan(first * size, some * size),
                    moved = judged.Moved.AsSpan(first * size, some * size);
                pass.Differentiate(before, gradient);
                for (int i = 0; i < moved.Length; i++)
                    moved[i] -= (float)(epsilon * Math.Sign(gradient[i]));
                before = pass.Run(moved);
            }
            for (int i = 0; i < some; i++)
                after[i] = (float)Sigmoid(before[i]);
        }
        return judged;
    }

    private static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));

    // Some patches on their way; keeps what the way back needs.
    private sealed class Pass(OpenLayer[] layers, OpenLayer hidden, OpenLayer last, int patches, int points)
    {
        private readonly Tensor[] _rows = new Tensor[layers.Length];
        private Tensor? _whole, _inner, _largest;

        public float[] Run(ReadOnlySpan<float> numbers)
        {
            Tensor rows = Tensors.From(numbers, (long)patches * points, 3);
            for (int i = 0; i < layers.Length; i++)
                _rows[i] = rows = layers[i].Run(rows).relu_();
            (_whole, _largest) = rows.view(patches, points, -1).max(1);
            _inner = hidden.Run(_whole).relu_();
            return Tensors.ToFloats(last.Run(_inner));
        }

        // Of -log p, p the probability of what is predicted, by the places of the points.
        public void Differentiate(ReadOnlySpan<float> logits, Span<float> gradient)
        {
            var seeds = new float[patches];
            for (int i = 0; i < patches; i++)
                seeds[i] = (float)(logits[i] > 0 ? Sigmoid(logits[i]) - 1 : Sigmoid(logits[i]));
            Tensor back = Tensors.From(seeds, patches, 1).mm(last.Weight).mul_(Where(_inner!)).mm(hidden.Weight);
            Tensor rows = zeros(patches, points, back.shape[1]).scatter_(1, _largest!.unsqueeze(1), back.unsqueeze(1))
                .view(patches * points, -1);
            for (int i = layers.Length - 1; i >= 0; i--)
                rows = rows.mul_(Where(_rows[i])).mm(layers[i].Weight);
            Tensors.CopyTo(rows, gradient);
        }

        private static Tensor Where(Tensor cut) => cut.sign();
    }
}

/// <summary>What a <see cref="FrozenClassifier"/> says of patches.</summary>
/// <param name="Logits">Shape [n]: of the patches as they are.</param>
/// <param name="Probabilities">Shape [n]: of an anomaly, of the patches after they were moved.</param>
/// <param name="Gradient">Shape [n, points, 3]: what they were moved against; empty where they were not.</param>
/// <param name="Moved">Shape [n, points, 3]; empty where they were not.</param>
public sealed record PatchJudgement(float[] Logits, float[] Probabilities, float[] Gradient, float[] Moved);
