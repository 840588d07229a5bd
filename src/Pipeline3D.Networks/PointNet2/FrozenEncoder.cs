using System.Collections.Immutable;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.PointNet2;

/// <summary>A learnt <see cref="PatchEncoder"/>: patches to features, some at a time.</summary>
/// <remarks>Norms are folded into the layers before them, and features that several balls share go through the part of
/// a layer that meets them once. Numbers differ from the plain form by rounding. Safe for concurrent use, within a <see
/// cref="DeviceLane"/>.</remarks>
public sealed class FrozenEncoder
{
    // Patches that are held at a time: the largest array is 4 MB, which stays near the cores.
    private const int Together = 128;
    private readonly PatchEncoderShape _shape;
    private readonly ImmutableArray<ImmutableArray<FoldedLayer>> _levels;
    private readonly FoldedLayer _last;

    /// <summary>Folds a network.</summary>
    /// <param name="encoder">The network.</param>
    /// <param name="layout">Where its tensors are.</param>
    /// <param name="weights">All numbers of the layout.</param>
    public FrozenEncoder(PatchEncoder encoder, FlatLayout layout, ReadOnlySpan<float> weights)
    {
        _shape = encoder.Shape;
        var levels = ImmutableArray.CreateBuilder<ImmutableArray<FoldedLayer>>();
        for (int level = 0; level <= _shape.Levels.Length; level++)
            levels.Add(FoldedLayer.Of(layout, weights, PatchEncoder.Layer(level), PatchEncoder.Norm(level),
                level < _shape.Levels.Length ? _shape.Levels[level].Widths.Length : _shape.Whole.Length));
        (_levels, _last) = (levels.ToImmutable(), FoldedLayer.Of(layout, weights, "fc"));
    }

    /// <summary>Features of patches.</summary>
    /// <param name="patches">Shape [n, points, 3].</param>
    /// <param name="points">Points of a patch.</param>
    /// <param name="stop">Ends the work between some patches and the next.</param>
    /// <returns>Shape [n, Length].</returns>
    /// <exception cref="ArgumentException">The patches are not whole, or have too few points.</exception>
    public float[] Run(ReadOnlyMemory<float> patches, int points, CancellationToken stop = default)
    {
        int size = 3 * points, count = patches.Length / size;
        var features = new float[count * _shape.Length];
        using DisposeScope outer = NewDisposeScope();
        using IDisposable quiet = no_grad();
        OpenLayer[][] levels = [.. _levels.Select((layers, level) => Open(layers, level))];
        Tensor[] shared = [.. _levels.Skip(1).Select(layers => layers[0].Split(3).Tail.Open().Weight.t())];
        OpenLayer last = _last.Open();
        for (int first = 0; first < count; first += Together)
        {
            stop.ThrowIfCancellationRequested();
            int some = Math.Min(Together, count - first);
            PatchGroups groups = PatchGroups.Of(patches.Slice(first * size, some * size), points, _shape, 0, stop);
            using DisposeScope scope = NewDisposeScope();
            Tensor? before = null;
            for (int level = 0; level < _shape.Levels.Length; level++)
            {
                SetGroups group = groups.Levels[level];
                Tensor rows = levels[level][0].Run(Tensors.From(group.Relative, group.Member.Length, 3));
                if (before is not null)
                    rows.add_(before.mm(shared[level - 1]).index_select(0, PatchEncoder.RowsOf(groups, level)),
                        HeldScalars.One);
                before = PatchEncoder.Largest(Rest(levels[level], rows), (long)some * group.Centres, group.Samples);
            }
            SetGroups top = groups.Levels[^1];
            Tensor whole = levels[^1][0].Run(Tensors.From(top.Centre, (long)some * top.Centres, 3))
                .add_(before!.mm(shared[^1]), HeldScalars.One);
            Tensors.CopyTo(last.Run(PatchEncoder.Largest(Rest(levels[^1], whole), some, top.Centres)),
                features.AsSpan(first * _shape.Length));
        }
        return features;
    }

    // The first layer behind the first level meets places and features apart.
    private static OpenLayer[] Open(ImmutableArray<FoldedLayer> layers, int level)
        => [.. layers.Select((layer, i) => (i == 0 && level > 0 ? layer.Split(3).Head : layer).Open())];

    private static Tensor Rest(OpenLayer[] layers, Tensor rows)
    {
        rows = rows.relu_();
        foreach (OpenLayer layer in layers[1..])
            rows = layer.Run(rows).relu_();
        return rows;
    }
}
