namespace Pipeline3D.Detection.Banks;

/// <summary>What scores are brought to 0 to 1 by.</summary>
/// <param name="Low">The score that becomes 0.</param>
/// <param name="High">The score that becomes 1.</param>
internal readonly record struct ScoreRange(double Low, double High)
{
    /// <summary>Leaves scores as they are.</summary>
    public static ScoreRange None { get; } = new(0, 1);

    /// <summary>From the smallest to the largest of some scores; those that are all alike are only shifted.</summary>
    /// <param name="scores">At least one; finite.</param>
    public static ScoreRange Of(IEnumerable<float> scores)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (float score in scores)
            (low, high) = (Math.Min(low, score), Math.Max(high, score));
        return new ScoreRange(low, high > low ? high : low + 1);
    }

    /// <summary>A score on the scale; below 0 or above 1 where it is none of the range.</summary>
    public double Scale(float score) => (score - Low) / (High - Low);
}
