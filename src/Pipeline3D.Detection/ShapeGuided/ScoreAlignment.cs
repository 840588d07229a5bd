namespace Pipeline3D.Detection.ShapeGuided;

/// <summary>Brings scores of colour to the range of scores of shape.</summary>
/// <param name="Weight">What a score of colour is multiplied with.</param>
/// <param name="Bias">What is added then.</param>
internal readonly record struct ScoreAlignment(double Weight, double Bias)
{
    private const double Deviations = 3;

    /// <summary>Lays mean and three deviations of the one upon those of the other; scores of 0 say nothing and do not
    /// count.</summary>
    /// <remarks>Source: Shape-Guided's public code. Where all scores of colour are the same, or there are none, they
    /// cannot be stretched: the weight is 0 and the bias the lower end of the other range.</remarks>
    /// <param name="shape">Scores of shape.</param>
    /// <param name="colour">Scores of colour.</param>
    public static ScoreAlignment Of(ReadOnlySpan<float> shape, ReadOnlySpan<float> colour)
    {
        (double low, double high) = Range(shape);
        (double from, double to) = Range(colour);
        double weight = to > from ? (high - low) / (to - from) : 0;
        return new ScoreAlignment(weight, low - (weight * from));
    }

    /// <summary>The larger of a score of shape and one of colour in its range, where that is not below 0.</summary>
    public float Larger(float shape, float colour)
        => Math.Max(shape, (float)Math.Max((Weight * colour) + Bias, 0));

    private static (double Low, double High) Range(ReadOnlySpan<float> scores)
    {
        (double sum, double squares, int count) = (0, 0, 0);
        foreach (float score in scores)
            if (score != 0)
                (sum, count) = (sum + score, count + 1);
        if (count == 0)
            return (0, 0);
        double mean = sum / count;
        foreach (float score in scores)
            if (score != 0)
                squares += (score - mean) * (score - mean);
        double deviation = Math.Sqrt(squares / count);
        return (mean - (Deviations * deviation), mean + (Deviations * deviation));
    }
}
