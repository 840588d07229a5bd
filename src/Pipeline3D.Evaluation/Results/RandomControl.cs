namespace Pipeline3D.Evaluation.Results;

/// <summary>What chance scores on the same data: every score replaced by a uniform random number, labels and masks
/// kept.</summary>
/// <remarks>
/// A method that does not beat it has learnt nothing; it also shows what a metric's floor is here (AP is no 0.5, AU-PRO
/// is about half its limit). Image scores are drawn on their own, not as the maximum of the random map.
/// </remarks>
public static class RandomControl
{
    /// <summary>Evaluates random scores.</summary>
    /// <param name="samples">The labels and masks; its scores are not used.</param>
    /// <param name="seed">Seed; each sample draws from its own stream, so the order of arrival does not matter.</param>
    /// <param name="options">As for the evaluation it is compared with.</param>
    /// <remarks>Cost: as <see cref="MetricsAccumulator.Complete"/>, plus one random number per pixel; the random scores
    /// of one category exist at a time.</remarks>
    public static EvaluationResult Of(MetricsAccumulator samples, ulong seed, EvaluationOptions? options = null)
        => MetricsAccumulator.Evaluate(
            samples.Samples().Select(pair => KeyValuePair.Create(
                pair.Key, pair.Value.Select(sample => Randomised(sample, pair.Key, seed)).ToArray())),
            options ?? new());

    private static EvaluatedSample Randomised(EvaluatedSample sample, string category, ulong seed)
    {
        SplitMix64 random = SplitMix64.For(seed, $"{category}\n{sample.Id}");
        return sample with
        {
            ImageScore = (float)random.NextDouble(),
            Pixels = sample.Pixels?.WithRandomScores(random),
        };
    }
}
