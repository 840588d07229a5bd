using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.PointNet2;
using Pipeline3D.Networks.Training;

namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>A learnt <see cref="PatchClassifier"/>: patches to probabilities of an anomaly, of the patches as they are
/// or after they were moved a little towards what the network takes them for.</summary>
/// <remarks>The moving is that of ODIN (Liang and others 2018): x - eps sign(gradient of -log p(predicted)). Only
/// points that are the largest in some number have a gradient; the others stay, and are not taken through the network
/// again. Norms are folded into the layers before them; numbers differ from the form that learns by rounding. Needs no
/// libtorch. Safe for concurrent use.</remarks>
internal sealed class FrozenClassifier
{
    private const int Together = 16;
    private readonly ImmutableArray<PackedDense> _layers;
    private readonly PackedDense _hidden, _last;

    /// <summary>Folds a network.</summary>
    /// <param name="classifier">The network.</param>
    /// <param name="layout">Where its tensors are.</param>
    /// <param name="weights">All numbers of the layout.</param>
    public FrozenClassifier(PatchClassifier classifier, FlatLayout layout, ReadOnlySpan<float> weights)
    {
        _layers = PackedDense.Of(layout, weights, "conv", "bn", classifier.Shape.Widths.Length);
        (_hidden, _last) = (PackedDense.Of(layout, weights, "fc1"), PackedDense.Of(layout, weights, "fc2"));
    }

    /// <summary>Judges patches.</summary>
    /// <param name="patches">Shape [n, points, 3].</param>
    /// <param name="points">Points of a patch.</param>
    /// <param name="epsilon">How far points are moved, in the unit of the patches; 0 for not at all, negative for
    /// away.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work between some patches and the next.</param>
    /// <exception cref="ArgumentException">The patches are not whole.</exception>
    public PatchJudgement Run(ReadOnlyMemory<float> patches, int points, double epsilon, int threads = 0,
        CancellationToken stop = default)
    {
        int size = 3 * points, count = patches.Length / size;
        if (count * size != patches.Length)
            throw new ArgumentException($"{patches.Length} numbers are no patches of {points} points", nameof(patches));
        bool moves = epsilon != 0;
        var judged = new PatchJudgement(new float[count], new float[count], new float[moves ? patches.Length : 0],
            moves ? patches.ToArray() : []);
        Ranges.Run(count, Together, (start, end) =>
        {
            var pass = new Pass(this, points);
            for (int patch = start; patch < end; patch++)
            {
                float logit = judged.Logits[patch] = pass.Run(patches.Span.Slice(patch * size, size));
                if (moves)
                {
                    Span<float> gradient = judged.Gradient.AsSpan(patch * size, size),
                        moved = judged.Moved.AsSpan(patch * size, size);
                    pass.Differentiate(logit, gradient);
                    for (int i = 0; i < size; i++)
                        moved[i] -= (float)(epsilon * Math.Sign(gradient[i]));
                    logit = pass.RunMoved(moved);
                }
                judged.Probabilities[patch] = (float)Sigmoid(logit);
            }
        }, threads, stop);
        return judged;
    }

    private static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));

    // One patch on its way; keeps what the way back, and the way of points that were moved, need.
    private sealed class Pass
    {
        private readonly FrozenClassifier _network;
        private readonly int _points;
        private readonly float[] _places, _zeros, _whole, _inner, _logit, _back;
        private readonly float[][] _rows, _some, _upstream;
        private readonly int[] _largest;
        private readonly List<int> _critical = [];

        public Pass(FrozenClassifier network, int points)
        {
            (_network, _points) = (network, points);
            int rows = PackedDense.PaddedRows(points);
            ImmutableArray<PackedDense> layers = network._layers;
            _places = new float[rows * layers[0].InputStride];
            _rows = [.. layers.Select(layer => new float[rows * layer.OutputStride])];
            _some = [.. layers.Select(layer => new float[rows * layer.OutputStride])];
            _upstream = [.. layers.Select(layer => new float[rows * layer.InputStride])];
            // Sets of four rows, of which the first is used.
            _whole = new float[4 * layers[^1].OutputStride];
            _inner = new float[4 * network._hidden.OutputStride];
            _logit = new float[4 * network._last.OutputStride];
            _back = new float[layers[^1].OutputStride];
            _largest = new int[layers[^1].OutputStride];
            _zeros = new float[layers.Max(layer => layer.InputStride)];
        }

        public float Run(ReadOnlySpan<float> patch)
        {
            int stride = _network._layers[0].InputStride;
            for (int point = 0; point < _points; point++)
                patch.Slice(3 * point, 3).CopyTo(_places.AsSpan(point * stride));
            Layers(_points, _rows);
            return Judge();
        }

        public float RunMoved(ReadOnlySpan<float> patch)
        {
            int stride = _network._layers[0].InputStride, width = _network._layers[^1].OutputStride;
            for (int i = 0; i < _critical.Count; i++)
                patch.Slice(3 * _critical[i], 3).CopyTo(_places.AsSpan(i * stride));
            Layers(_critical.Count, _some);
            for (int i = 0; i < _critical.Count; i++)
                _some[^1].AsSpan(i * width, width).CopyTo(_rows[^1].AsSpan(_critical[i] * width));
            return Judge();
        }

        // Of -log p, p the probability of what is predicted, by the places of the points.
        public void Differentiate(float logit, Span<float> gradient)
        {
            ImmutableArray<PackedDense> layers = _network._layers;
            float seed = (float)(logit > 0 ? Sigmoid(logit) - 1 : Sigmoid(logit));
            Array.Clear(_back);
            for (int i = 0; i < _network._hidden.Outputs; i++)
                if (_inner[i] > 0)
                    Add(_back, seed * _network._last.RowOf(0)[i], _network._hidden.RowOf(i));
            FindCritical();
            Span<float> upstream = Spread();
            for (int layer = layers.Length - 2; layer >= 0; layer--)
            {
                Cut(upstream, _rows[layer], layers[layer].OutputStride);
                layers[layer].Back(upstream, _critical.Count, _upstream[layer], _zeros);
                upstream = _upstream[layer];
            }
            gradient.Clear();
            for (int i = 0; i < _critical.Count; i++)
                upstream.Slice(i * layers[0].InputStride, 3).CopyTo(gradient[(3 * _critical[i])..]);
        }

        private void Layers(int rows, float[][] to)
        {
            float[] from = _places;
            for (int i = 0; i < to.Length; i++)
            {
                _network._layers[i].Run(from, rows, to[i]);
                from = to[i];
            }
        }

        private float Judge()
        {
            LargestRows.Of(_rows[^1], _points, _whole.AsSpan(0, _largest.Length), _largest);
            _network._hidden.Run(_whole, 1, _inner);
            _network._last.Run(_inner, 1, _logit, cuts: false);
            return _logit[0];
        }

        // Points that are the largest in a number that leads anywhere.
        private void FindCritical()
        {
            Span<bool> isCritical = new bool[_points];
            for (int i = 0; i < _largest.Length; i++)
                if (_whole[i] > 0 && _back[i] != 0)
                    isCritical[_largest[i]] = true;
            _critical.Clear();
            for (int point = 0; point < _points; point++)
                if (isCritical[point])
                    _critical.Add(point);
        }

        // Through the last layer of points, of which each number comes from one point.
        private Span<float> Spread()
        {
            PackedDense layer = _network._layers[^1];
            int stride = layer.InputStride;
            float[] spread = _upstream[^1];
            spread.AsSpan(0, PackedDense.PaddedRows(_critical.Count) * stride).Clear();
            for (int i = 0; i < layer.Outputs; i++)
                if (_whole[i] > 0 && _back[i] != 0)
                    Add(spread.AsSpan(stride * _critical.BinarySearch(_largest[i]), stride), _back[i], layer.RowOf(i));
            return spread;
        }

        // Where a number was cut to 0, nothing goes back.
        private void Cut(Span<float> upstream, float[] rows, int stride)
        {
            for (int i = 0; i < _critical.Count; i++)
            {
                Span<float> to = upstream.Slice(i * stride, stride);
                ReadOnlySpan<float> row = rows.AsSpan(_critical[i] * stride, stride);
                for (int at = 0; at < stride; at++)
                    if (row[at] <= 0)
                        to[at] = 0;
            }
        }

        private static void Add(Span<float> to, float factor, ReadOnlySpan<float> row)
        {
            var factors = new Vector<float>(factor);
            // Whole registers: rows are padded.
            for (int i = 0; i < row.Length; i += Vector<float>.Count)
                ((factors * new Vector<float>(row[i..])) + new Vector<float>(to[i..])).CopyTo(to[i..]);
        }
    }
}
