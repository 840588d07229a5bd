using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Detection.ThreeDSt.Training;
using Pipeline3D.Geometry.Distances;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ThreeDSt.Pretraining;

/// <summary>One scene of a teacher's pretraining: descriptors of a few random points must decode to their receptive
/// fields.</summary>
/// <remarks>L = mean over the points of Chamfer(decoded, field about its mean); its gradient reaches the network
/// through those points' descriptors alone.</remarks>
internal sealed class PretrainingStep(TrainableNetwork network, Decoder decoder, ChamferForm form)
{
    private int[][] _seen = [];
    private int _stamp;

    /// <summary>The loss of a scene; with <paramref name="learn"/> both gradients as well.</summary>
    /// <param name="graph">The scene.</param>
    /// <param name="scale">s of the training scenes.</param>
    /// <param name="decoderWeights">Flat.</param>
    /// <param name="points">The points to decode, in the graph's order: as many as the decoder has rows.</param>
    /// <param name="learn">Whether a step follows.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    public double Run(PointGraph graph, double scale, ReadOnlySpan<float> decoderWeights, int[] points, bool learn,
        int threads, CancellationToken stop)
    {
        int outputs = network.Layout.Shape.Outputs;
        DescriptorRows rows = network.Forward(graph, scale, threads, stop).Rows(outputs);
        for (int i = 0; i < points.Length; i++)
            rows[points[i]].CopyTo(decoder.Input(i));
        decoder.Forward(decoderWeights);
        double loss = Compare(graph, scale, points, threads, stop);
        if (!learn)
            return loss;
        decoder.Backward();
        for (int i = 0; i < graph.Count; i++)
            rows[i].Clear();
        for (int i = 0; i < points.Length; i++)
            decoder.InputGradient(i).CopyTo(rows[points[i]]);
        network.Backward(graph, scale, threads, stop);
        return loss;
    }

    /// <summary>Different points, drawn evenly.</summary>
    public static int[] Draw(int count, int of, ref SplitMix64 random)
    {
        var drawn = new HashSet<int>();
        var points = new int[Math.Min(count, of)];
        for (int i = 0; i < points.Length; i++)
        {
            // Floyd's way: each number is new after at most one correction.
            int candidate = random.NextBelow(of - points.Length + i + 1);
            points[i] = drawn.Add(candidate) ? candidate : of - points.Length + i;
            drawn.Add(points[i]);
        }
        return points;
    }

    private double Compare(PointGraph graph, double scale, int[] points, int threads, CancellationToken stop)
    {
        if (_seen.Length != points.Length || _seen[0].Length != graph.Count)
        {
            _seen = [.. points.Select(_ => new int[graph.Count])];
            _stamp = 0;
        }
        int stamp = ++_stamp, steps = 2 * network.Layout.Shape.Blocks;
        var losses = new double[points.Length];
        Ranges.Run(points.Length, 1, (i, _) =>
        {
            List<int> field = ReceptiveField.Of(graph, points[i], steps, _seen[i], stamp);
            Span<float> gradient = decoder.OutputGradient(i);
            losses[i] = Chamfer.Of(decoder.Output(i), ReceptiveField.Centred(graph, field, scale), form, gradient);
            for (int c = 0; c < gradient.Length; c++)
                gradient[c] /= points.Length;
        }, threads, stop);
        return losses.Sum() / points.Length;
    }
}
