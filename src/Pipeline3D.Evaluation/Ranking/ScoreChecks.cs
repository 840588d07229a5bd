namespace Pipeline3D.Evaluation.Ranking;

/// <summary>What every metric asks of its input before it counts anything.</summary>
internal static class ScoreChecks
{
    /// <summary>Throws when the lengths differ or a score is NaN.</summary>
    public static void Require(ReadOnlySpan<float> scores, ReadOnlySpan<byte> truth, string sample)
    {
        if (scores.Length != truth.Length)
            throw new ArgumentException(
                $"{Of(sample)}{scores.Length} scores and {truth.Length} truth values: one per score is needed; "
                + "resize explicitly before evaluating", nameof(truth));
        RequireNumbers(scores, sample);
    }

    /// <summary>Throws when a score is NaN.</summary>
    public static void RequireNumbers(ReadOnlySpan<float> scores, string sample)
    {
        for (int i = 0; i < scores.Length; i++)
            if (float.IsNaN(scores[i]))
                throw new NaNScoreException(sample, i);
    }

    /// <summary>Throws when a class is missing, because then no rate has a denominator.</summary>
    public static void RequireBothClasses(ScoreRanking ranking)
    {
        if (WhyUndefined(ranking) is { } reason)
            throw new ArgumentException(reason, nameof(ranking));
    }

    /// <summary>Throws unless 0 &lt; limit &lt;= 1.</summary>
    public static void RequireLimit(double limit)
    {
        if (!(limit > 0 && limit <= 1))
            throw new ArgumentOutOfRangeException(
                nameof(limit), limit, "the limit is a false positive rate: greater than 0 and at most 1");
    }

    /// <summary>Why a curve over <paramref name="ranking"/> has no area; null when it has one.</summary>
    public static string? WhyUndefined(ScoreRanking ranking, bool regions = false) => ranking switch
    {
        { Anomalous: 0, Normal: 0 } => "there are no scores",
        { Anomalous: 0 } => "nothing is labelled anomalous",
        { Normal: 0 } => "nothing is labelled normal",
        { Regions: 0 } when regions => "the anomalous points are not grouped into regions",
        _ => null,
    };

    private static string Of(string sample) => sample.Length > 0 ? $"{sample}: " : "";
}
