using Pipeline3D.Evaluation.Ranking;

namespace Pipeline3D.Evaluation.Intervals;

/// <summary>Image scores sorted once, so that the metrics of any resample of the images are one pass over
/// them.</summary>
internal sealed class WeightedImageScores
{
    private readonly int[] _order;
    private readonly float[] _scores;
    private readonly bool[] _isAnomalous;

    public WeightedImageScores(float[] scores, bool[] isAnomalous)
    {
        (_scores, _isAnomalous) = (scores, isAnomalous);
        _order = [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => ScoreKey.Of(scores[i]))];
    }

    /// <summary>AUROC and average precision of a resample; NaN when a class is missing.</summary>
    public (double Auroc, double AveragePrecision) Of(ReadOnlySpan<int> weights)
    {
        double found = 0, falsely = 0, area = 0, precision = 0;
        for (int start = 0; start < _order.Length;)
        {
            double positives = 0, negatives = 0;
            float score = _scores[_order[start]];
            for (; start < _order.Length && _scores[_order[start]] == score; start++)
            {
                if (_isAnomalous[_order[start]])
                    positives += weights[_order[start]];
                else
                    negatives += weights[_order[start]];
            }
            // Each negative lies below all positives found so far and ties with half of this group's.
            area += negatives * (found + positives / 2);
            (found, falsely) = (found + positives, falsely + negatives);
            if (positives > 0)
                precision += positives * found / (found + falsely);
        }
        return falsely > 0 && found > 0 ? (area / (found * falsely), precision / found) : (double.NaN, double.NaN);
    }
}
