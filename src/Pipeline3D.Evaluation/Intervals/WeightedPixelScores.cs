using System.Numerics;
using Pipeline3D.Evaluation.Ranking;
using Pipeline3D.Evaluation.Regions;

namespace Pipeline3D.Evaluation.Intervals;

/// <summary>Per-image counts at a common set of thresholds, so that pixel metrics of any resample are a weighted sum of
/// rows.</summary>
/// <remarks>
/// Thresholds: up to 256 anomalous scores at equal steps of recall plus overlap, each twice ("above it" and "at or
/// above it"), so ties stay ties. Counts at the thresholds are exact; between them the curve is taken as straight. With
/// at most 256 distinct anomalous scores nothing is approximated. What remains is removed by <see
/// cref="CategoryBootstrap"/>, which shifts the resampled values by the difference between the exact value and this one
/// of the images as they are.
/// </remarks>
internal sealed class WeightedPixelScores
{
    private const int MaxKeys = 256;

    private readonly ImageRow[] _rows;
    private readonly float[] _normal, _found, _overlap;

    public WeightedPixelScores(PooledScores pool)
    {
        uint[] thresholds = Thresholds(pool.Ranking);
        _rows = [.. pool.Images.Select(image => new ImageRow(image, thresholds, pool.Ranking.Regions > 0))];
        _normal = new float[thresholds.Length];
        _found = new float[thresholds.Length];
        _overlap = new float[thresholds.Length];
    }

    /// <summary>Writes AUROC, AP, then AU-PRO at each limit; NaN where the resample does not define a metric.</summary>
    /// <param name="weights">How often each image of the pool, in its order, is counted.</param>
    /// <param name="limits">False positive rates.</param>
    /// <param name="values">Shape [2 + limits]; overwritten.</param>
    public void Evaluate(ReadOnlySpan<int> weights, IReadOnlyList<double> limits, Span<double> values)
    {
        double normal = 0, anomalous = 0, regions = 0;
        _normal.AsSpan().Clear();
        _found.AsSpan().Clear();
        _overlap.AsSpan().Clear();
        for (int i = 0; i < _rows.Length; i++)
        {
            if (weights[i] == 0)
                continue;
            ImageRow row = _rows[i];
            normal += (double)weights[i] * row.NormalTotal;
            anomalous += (double)weights[i] * row.AnomalousTotal;
            regions += (double)weights[i] * row.RegionTotal;
            AddScaled(_normal, row.Normal, weights[i]);
            AddScaled(_found, row.Found, weights[i]);
            AddScaled(_overlap, row.Overlap, weights[i]);
        }
        values.Fill(double.NaN);
        if (normal == 0 || anomalous == 0)
            return;
        values[0] = SampledArea.UpTo(Curve(_normal, normal, _found, anomalous), 1);
        values[1] = Precision(anomalous);
        if (regions == 0)
            return;
        CurvePoint[] overlap = Curve(_normal, normal, _overlap, regions);
        for (int i = 0; i < limits.Count; i++)
            values[2 + i] = SampledArea.UpTo(overlap, limits[i]) / limits[i];
    }

    private static CurvePoint[] Curve(float[] x, double xTotal, float[] y, double yTotal)
    {
        var curve = new CurvePoint[x.Length + 2];
        for (int i = 0; i < x.Length; i++)
            curve[i + 1] = new CurvePoint(x[i] / xTotal, y[i] / yTotal);
        curve[^1] = new CurvePoint(1, 1);
        return curve;
    }

    private double Precision(double anomalous)
    {
        double sum = 0, before = 1;
        for (int i = 0; i < _found.Length; i++)
        {
            double gained = _found[i] - (i > 0 ? _found[i - 1] : 0);
            double called = _found[i] + _normal[i];
            double precision = called > 0 ? _found[i] / called : 1;
            // Odd entries close a group of equal scores, one threshold; even ones stand for many between two picked
            // scores.
            sum += gained * (i % 2 == 1 ? precision : (before + precision) / 2);
            before = precision;
        }
        return sum / anomalous;
    }

    private static uint[] Thresholds(ScoreRanking ranking)
    {
        var picked = new List<uint>();
        double[] shares = CurveArea.Shares(ranking);
        double step = ranking.Keys.Length <= MaxKeys ? 0 : (ranking.Regions > 0 ? 2.0 : 1.0) / MaxKeys;
        double passed = 0, next = 0;
        for (int i = ranking.Keys.Length - 1; i >= 0; i--)
        {
            passed += shares[i] + ranking.Weights[i];
            if (passed < next && i > 0)
                continue;
            // A key above a float's own is the next float's, so "at or above key + 1" is "above key".
            picked.Add(ranking.Keys[i] + 1);
            picked.Add(ranking.Keys[i]);
            next += step;
        }
        return [.. picked];
    }

    private static void AddScaled(Span<float> sums, ReadOnlySpan<float> row, float weight)
    {
        int i = 0;
        for (; i <= row.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(sums[i..]) + new Vector<float>(row[i..]) * weight).CopyTo(sums[i..]);
        for (; i < row.Length; i++)
            sums[i] += row[i] * weight;
    }

    private sealed class ImageRow
    {
        public ImageRow(ImageScores image, uint[] thresholds, bool withRegions)
        {
            (NormalTotal, AnomalousTotal) = (image.Normal.Length, image.AnomalousCount);
            Normal = new float[thresholds.Length];
            AddShares(Normal, image.Normal, 1, thresholds);
            Found = image.AnomalousCount > 0 ? new float[thresholds.Length] : [];
            Overlap = withRegions && image.RegionCount > 0 ? new float[thresholds.Length] : [];
            RegionTotal = withRegions ? image.RegionCount : 0;
            if (image.RegionCount == 0 && image.AnomalousCount > 0)
                AddShares(Found, image.Anomalous, 1, thresholds);
            for (int region = 0; region < image.RegionCount; region++)
            {
                ReadOnlySpan<uint> members = image.Region(region);
                AddShares(Found, members, 1, thresholds);
                if (withRegions)
                    AddShares(Overlap, members, 1f / members.Length, thresholds);
            }
        }

        public int NormalTotal { get; }

        public int AnomalousTotal { get; }

        public int RegionTotal { get; }

        public float[] Normal { get; }

        public float[] Found { get; }

        public float[] Overlap { get; }

        private static void AddShares(float[] row, ReadOnlySpan<uint> sorted, float share, uint[] thresholds)
        {
            for (int i = 0; i < thresholds.Length; i++)
                row[i] += share * (sorted.Length - SortedKeys.LowerBound(sorted, thresholds[i]));
        }
    }
}
