using System.Collections.Immutable;
using System.Numerics.Tensors;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.WinClip;

/// <summary>From features of windows to maps of patches.</summary>
/// <remarks>Source: Jeong and others 2023 as two re-implementations read it. Maps are of shape [g, g]. All sums run in
/// double; nothing depends on threads.</remarks>
internal static class WinClipScoring
{
    private const double AnomalibTemperature = 0.07, CaoyunkangTemperature = 0.01;

    /// <summary>Score and map of a picture.</summary>
    /// <param name="sample">The picture.</param>
    /// <param name="text">Features of both states; shape [2, e].</param>
    /// <param name="references">Vectors of normal pictures per scale; empty in the zero-shot form.</param>
    /// <param name="variant">Which re-implementation.</param>
    /// <param name="threads">Most threads; 0 = one per core.</param>
    /// <param name="stop">Ends the work.</param>
    public static (float Whole, float[] Map) Score(WinClipSample sample, ReadOnlySpan<float> text,
        ImmutableArray<float[]> references, WinClipVariant variant, int threads, CancellationToken stop)
    {
        float[] direction = Similarity.Direction(text);
        float[]? few = references.IsEmpty ? null : Few(sample, references, threads, stop);
        if (variant == WinClipVariant.Caoyunkang)
        {
            float[] other = ByNormality(sample, direction);
            if (few is not null)
                other = [.. other.Zip(few, (zero, near) => (float)Harmonic([zero, near]) / 2)];
            return (other.Max(), other);
        }
        float whole = Whole(sample, direction);
        float[] map = Zero(sample, direction);
        return few is null ? (whole, map)
            : ((whole + few.Max()) / 2, [.. map.Zip(few, (zero, near) => (zero + near) / 2)]);
    }

    /// <summary>Probability of an anomaly of the whole picture.</summary>
    public static float Whole(WinClipSample sample, ReadOnlySpan<float> direction)
        => Similarity.Anomalous(sample.Whole, direction, AnomalibTemperature)[0];

    /// <summary>Harmonic mean of the probabilities of the windows that cover each patch, for one scale.</summary>
    public static float[] OfScale(WinClipSample sample, int scale, ReadOnlySpan<float> direction)
        => Covered(Similarity.Anomalous(sample.Scale(scale), direction, AnomalibTemperature), sample.Side,
            WinClipSample.Sides[scale]);

    /// <summary>Harmonic mean of the whole picture's probability and the maps of both scales.</summary>
    public static float[] Zero(WinClipSample sample, ReadOnlySpan<float> direction)
    {
        float whole = Whole(sample, direction);
        float[] two = OfScale(sample, 0, direction), three = OfScale(sample, 1, direction);
        return [.. two.Zip(three, (of2, of3) => (float)Harmonic([whole, of2, of3]))];
    }

    /// <summary>How unlike all references each patch is: per scale half of 1 minus the largest cosine, harmonic mean of
    /// the covering windows, mean over both scales and the patches themselves.</summary>
    public static float[] Few(WinClipSample sample, ImmutableArray<float[]> references, int threads,
        CancellationToken stop)
    {
        int patches = sample.Side * sample.Side, windows = WinClipSample.Sides.Length;
        var sum = new double[patches];
        for (int scale = 0; scale <= windows; scale++)
        {
            float[] vectors = sample.Scale(scale), known = references[scale];
            int side = scale < windows ? WinClipSample.Sides[scale] : 1, steps = sample.Side - side + 1;
            float[] far = Farness(vectors, known, vectors.Length / (steps * steps), threads, stop),
                map = scale < windows ? Covered(far, sample.Side, side) : far;
            for (int i = 0; i < patches; i++)
                sum[i] += map[i];
        }
        return Array.ConvertAll(sum, value => (float)(value / (windows + 1)));
    }

    /// <summary>The other re-implementation: 1 minus the harmonic mean of the windows' probabilities of being normal,
    /// over all windows of a scale and then over both scales.</summary>
    public static float[] ByNormality(WinClipSample sample, ReadOnlySpan<float> direction)
    {
        var inverse = new double[sample.Side * sample.Side];
        for (int scale = 0; scale < WinClipSample.Sides.Length; scale++)
        {
            double[] logits = Similarity.Logits(sample.Scale(scale), direction, CaoyunkangTemperature);
            double[] mean = MeanOver(Array.ConvertAll(logits, logit => 1 / Similarity.Sigmoid(-logit)), sample.Side,
                WinClipSample.Sides[scale]);
            for (int i = 0; i < inverse.Length; i++)
                inverse[i] += mean[i] / WinClipSample.Sides.Length;
        }
        return Array.ConvertAll(inverse, value => (float)(1 - (1 / value)));
    }

    private static float[] Covered(float[] scores, int grid, int side)
        => Array.ConvertAll(MeanOver(Array.ConvertAll(scores, score => 1.0 / score), grid, side),
            mean => (float)(1 / mean));

    // Mean over the windows that cover each patch.
    private static double[] MeanOver(double[] values, int grid, int side)
    {
        var sums = new double[grid * grid];
        var counts = new int[sums.Length];
        int[][] windows = ClipVision.Windows(grid, side);
        for (int window = 0; window < windows.Length; window++)
            foreach (int patch in windows[window])
            {
                sums[patch] += values[window];
                counts[patch]++;
            }
        for (int i = 0; i < sums.Length; i++)
            sums[i] /= counts[i];
        return sums;
    }

    // A score of 0 makes the mean 0, as 1 / 0 is infinite.
    private static double Harmonic(ReadOnlySpan<float> scores)
    {
        double sum = 0;
        foreach (float score in scores)
            sum += 1.0 / score;
        return scores.Length / sum;
    }

    private static float[] Farness(float[] vectors, float[] references, int length, int threads, CancellationToken stop)
    {
        var far = new float[vectors.Length / length];
        Ranges.Run(far.Length, 16, (start, end) =>
        {
            for (int i = start; i < end; i++)
            {
                ReadOnlySpan<float> vector = vectors.AsSpan(i * length, length);
                float largest = -1;
                for (int at = 0; at < references.Length; at += length)
                    largest = Math.Max(largest, TensorPrimitives.Dot(vector, references.AsSpan(at, length)));
                // Rounding may bring a cosine above 1.
                far[i] = Math.Max(0, (1 - largest) / 2);
            }
        }, threads, stop);
        return far;
    }
}
