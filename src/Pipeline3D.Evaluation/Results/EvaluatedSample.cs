using Pipeline3D.Evaluation.Ranking;
using Pipeline3D.Evaluation.Regions;

namespace Pipeline3D.Evaluation.Results;

/// <summary>One test sample as the accumulator keeps it.</summary>
/// <param name="Id">Unique within its category.</param>
/// <param name="IsAnomalous">The sample's label.</param>
/// <param name="ImageScore">Score of the whole sample.</param>
/// <param name="Pixels">Its pixel or point scores; null when there are none.</param>
internal sealed record EvaluatedSample(string Id, bool IsAnomalous, float ImageScore, ImageScores? Pixels)
{
    /// <summary>The ranking of the samples by their image scores.</summary>
    public static ScoreRanking Ranking(IReadOnlyList<EvaluatedSample> samples) => ScoreRanking.Of(
        [.. samples.Select(sample => sample.ImageScore)],
        [.. samples.Select(sample => sample.IsAnomalous ? (byte)1 : (byte)0)]);
}
