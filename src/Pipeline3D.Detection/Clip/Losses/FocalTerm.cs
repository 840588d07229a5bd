using System.Runtime.Intrinsics;

namespace Pipeline3D.Detection.Clip.Losses;

/// <summary>The focal loss of probabilities of an anomaly against labels, and its derivative.</summary>
/// <remarks>Source: PointAD's code: gamma 2, alpha 1; labels clamped to [1e-5, 1 - 1e-5]; p = sum of label times
/// probability of both kinds, plus 1e-5; loss -(1 - p)^2 log p.</remarks>
internal static class FocalTerm
{
    private const float Low = 1e-5f, High = 1 - 1e-5f;

    /// <summary>Sums the loss over a row of pixels.</summary>
    /// <param name="anomalous">Probabilities of an anomaly; replaced by the derivative of the loss by each.</param>
    /// <param name="labels">Whether each pixel is anomalous.</param>
    /// <returns>The sum.</returns>
    public static double Row(Span<float> anomalous, ReadOnlySpan<bool> labels)
    {
        int i = 0;
        Vector512<float> sums = Vector512<float>.Zero;
        Span<float> slopes = stackalloc float[Vector512<float>.Count], starts = stackalloc float[slopes.Length];
        for (; i <= anomalous.Length - slopes.Length; i += slopes.Length)
        {
            for (int lane = 0; lane < slopes.Length; lane++)
                (starts[lane], slopes[lane]) = Line(labels[i + lane]);
            Vector512<float> slope = Vector512.Create<float>(slopes);
            Vector512<float> p = Vector512.Create<float>(starts)
                + (slope * Vector512.Create<float>(anomalous.Slice(i, slopes.Length)));
            Vector512<float> rest = Vector512<float>.One - p, log = Vector512.Log(p);
            sums -= rest * rest * log;
            (slope * ((Vector512.Create(2f) * rest * log) - (rest * rest / p))).CopyTo(anomalous[i..]);
        }
        double sum = Vector512.Sum(sums);
        for (; i < anomalous.Length; i++)
        {
            (float start, float slope) = Line(labels[i]);
            float p = start + (slope * anomalous[i]), rest = 1 - p, log = MathF.Log(p);
            sum -= rest * rest * log;
            anomalous[i] = slope * ((2 * rest * log) - (rest * rest / p));
        }
        return sum;
    }

    // p as a line of the probability of an anomaly.
    private static (float Start, float Slope) Line(bool isAnomalous)
        => isAnomalous ? (Low + Low, High - Low) : (High + Low, Low - High);
}
