using System.Collections.Immutable;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.PointNet2;
using Pipeline3D.Networks.Training;

namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>A learnt <see cref="PatchEncoder"/>: patches to features, each patch from begin to end near its
/// core.</summary>
/// <remarks>Norms are folded into the layers before them; numbers differ from the form that learns by rounding. Needs
/// no libtorch. Safe for concurrent use.</remarks>
internal sealed class FrozenEncoder
{
    private const int Together = 16;
    private readonly PatchEncoderShape _shape;
    private readonly ImmutableArray<ImmutableArray<PackedDense>> _levels;
    private readonly PackedDense _last;

    /// <summary>Folds a network.</summary>
    /// <param name="encoder">The network.</param>
    /// <param name="layout">Where its tensors are.</param>
    /// <param name="weights">All numbers of the layout.</param>
    public FrozenEncoder(PatchEncoder encoder, FlatLayout layout, ReadOnlySpan<float> weights)
    {
        _shape = encoder.Shape;
        var levels = ImmutableArray.CreateBuilder<ImmutableArray<PackedDense>>();
        for (int level = 0; level <= _shape.Levels.Length; level++)
            levels.Add(PackedDense.Of(layout, weights, PatchEncoder.Layer(level), PatchEncoder.Norm(level),
                level < _shape.Levels.Length ? _shape.Levels[level].Widths.Length : _shape.Whole.Length));
        (_levels, _last) = (levels.ToImmutable(), PackedDense.Of(layout, weights, "fc"));
    }

    /// <summary>Features of patches.</summary>
    /// <param name="patches">Shape [n, points, 3].</param>
    /// <param name="points">Points of a patch.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work between some patches and the next.</param>
    /// <returns>Shape [n, Length].</returns>
    /// <exception cref="ArgumentException">The patches are not whole, or have too few points.</exception>
    public float[] Run(ReadOnlyMemory<float> patches, int points, int threads = 0, CancellationToken stop = default)
    {
        int size = 3 * points, count = patches.Length / size;
        var features = new float[count * _shape.Length];
        Ranges.Run(count, Together, (start, end) =>
        {
            PatchGroups groups = PatchGroups.Of(patches[(start * size)..(end * size)], points, _shape, 1, stop);
            (RowMemory memory, float[][] kept) = (new(), [[], []]);
            for (int patch = 0; patch < groups.Patches; patch++)
                Run(groups, patch, memory, kept).CopyTo(features.AsSpan((start + patch) * _shape.Length));
        }, threads, stop);
        return features;
    }

    // Of what is kept one half is the level before, the other the level that is made.
    private ReadOnlySpan<float> Run(PatchGroups groups, int patch, RowMemory memory, float[][] kept)
    {
        // Features of the level before, one row a centre; none of the points themselves.
        float[] before = [];
        int width = 0, stride = 0;
        for (int level = 0; level < _levels.Length; level++)
        {
            bool isWhole = level == groups.Levels.Length;
            SetGroups group = groups.Levels[isWhole ? level - 1 : level];
            int sets = isWhole ? 1 : group.Centres, samples = isWhole ? group.Centres : group.Samples,
                rows = sets * samples, input = _levels[level][0].InputStride;
            ReadOnlySpan<float> places = (isWhole ? group.Centre : group.Relative).AsSpan(3 * patch * rows, 3 * rows);
            Span<float> from = memory.Take(rows, input);
            for (int row = 0; row < rows; row++)
            {
                places.Slice(3 * row, 3).CopyTo(from[(row * input)..]);
                int member = isWhole ? row : group.Member[(patch * rows) + row];
                before.AsSpan(member * stride, width).CopyTo(from[((row * input) + 3)..]);
            }
            foreach (PackedDense layer in _levels[level])
            {
                Span<float> to = memory.Take(rows, layer.OutputStride);
                layer.Run(from, rows, to);
                from = to;
                (stride, width) = (layer.OutputStride, layer.Outputs);
            }
            int length = PackedDense.PaddedRows(sets) * stride;
            ref float[] made = ref kept[level % 2];
            if (made.Length < length)
                made = new float[length];
            before = made;
            for (int set = 0; set < sets; set++)
                LargestRows.Of(from.Slice(set * samples * stride, samples * stride), samples,
                    before.AsSpan(set * stride, stride), []);
            memory.Release();
        }
        Span<float> last = memory.Take(1, _last.OutputStride);
        _last.Run(before, 1, last, cuts: false);
        memory.Release();
        return last[.._shape.Length];
    }
}

/// <summary>Rows of numbers that are taken, used and taken again.</summary>
internal sealed class RowMemory
{
    private readonly List<float[]> _all = [];
    private int _taken;

    /// <summary>Whole fours of rows; what was there before stays, but the first use finds zeros.</summary>
    public Span<float> Take(int rows, int stride)
    {
        int length = PackedDense.PaddedRows(rows) * stride;
        if (_taken == _all.Count)
            _all.Add(new float[length]);
        else if (_all[_taken].Length < length)
            _all[_taken] = new float[length];
        return _all[_taken++].AsSpan(0, length);
    }

    /// <summary>All may be taken again, in the same order.</summary>
    public void Release() => _taken = 0;
}
