namespace Pipeline3D.Evaluation.Intervals;

/// <summary>Draws images with replacement, as many anomalous and as many normal ones as there are.</summary>
/// <remarks>Strata keep both classes in every resample, so every resample has a value (Efron and Tibshirani 1993,
/// 8.3).</remarks>
internal sealed class StratifiedResampler(IReadOnlyList<bool> isAnomalous, SplitMix64 random)
{
    private readonly int[][] _strata =
    [
        [.. Enumerable.Range(0, isAnomalous.Count).Where(i => isAnomalous[i])],
        [.. Enumerable.Range(0, isAnomalous.Count).Where(i => !isAnomalous[i])],
    ];

    /// <summary>Overwrites <paramref name="weights"/> with how often each image was drawn.</summary>
    public void Draw(Span<int> weights)
    {
        weights.Clear();
        foreach (int[] stratum in _strata)
            for (int i = 0; i < stratum.Length; i++)
                weights[stratum[random.NextInt(stratum.Length)]]++;
    }
}
