namespace Pipeline3D.Detection.ThreeDSt.Scoring;

/// <summary>Mean and standard deviation of a teacher's descriptors over all points of all training clouds, per
/// channel.</summary>
/// <remarks>A target is (descriptor - mean) / deviation: every channel weighs the same in loss and score.</remarks>
public sealed class Whitening
{
    /// <summary>Least deviation that is divided by; a channel that never varies adds nothing then.</summary>
    public const double LeastDeviation = 1e-8;

    /// <summary>Takes known statistics.</summary>
    /// <param name="mean">Shape [outputs].</param>
    /// <param name="deviation">Shape [outputs]; population standard deviation.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a value is not finite or a deviation
    /// negative.</exception>
    public Whitening(double[] mean, double[] deviation)
    {
        if (mean.Length != deviation.Length)
            throw new ArgumentException($"{mean.Length} means and {deviation.Length} deviations differ in number");
        for (int i = 0; i < mean.Length; i++)
            if (!double.IsFinite(mean[i]) || !double.IsFinite(deviation[i]) || deviation[i] < 0)
                throw new ArgumentException(
                    $"channel {i} has mean {mean[i]} and deviation {deviation[i]}; both must be "
                    + "finite, and the deviation not negative");
        (Mean, Deviation) = (mean, deviation);
        Inverse = Array.ConvertAll(deviation, value => 1 / Math.Max(value, LeastDeviation));
    }

    /// <summary>Mean per channel.</summary>
    public double[] Mean { get; }

    /// <summary>Population standard deviation per channel.</summary>
    public double[] Deviation { get; }

    /// <summary>1 / deviation.</summary>
    internal double[] Inverse { get; }
}
