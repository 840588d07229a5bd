using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Scoring;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ThreeDSt.Training;

/// <summary>Mean and deviation of descriptors, gathered cloud by cloud in double and in a fixed order.</summary>
/// <remarks>Source: Chan, Golub and LeVeque 1979 (merging of means and squared deviations).</remarks>
internal sealed class DescriptorStatistics(int outputs)
{
    private readonly double[] _mean = new double[outputs], _squares = new double[outputs];
    private long _count;

    /// <summary>Adds the descriptors of a cloud.</summary>
    public void Add(DescriptorRows rows, int count, int threads, CancellationToken stop)
    {
        int ranges = (count + FusedForward.Grain - 1) / FusedForward.Grain;
        double[] means = new double[ranges * outputs], squares = new double[ranges * outputs];
        Ranges.Run(count, FusedForward.Grain, (start, end) =>
        {
            int place = start / FusedForward.Grain * outputs;
            OfRange(rows, start, end, means.AsSpan(place, outputs), squares.AsSpan(place, outputs));
        }, threads, stop);
        for (int range = 0; range < ranges; range++)
            Merge(Math.Min(FusedForward.Grain, count - (range * FusedForward.Grain)),
                means.AsSpan(range * outputs, outputs), squares.AsSpan(range * outputs, outputs));
    }

    /// <summary>The statistics so far.</summary>
    public Whitening Complete()
        => _count > 0 ? new Whitening([.. _mean], Array.ConvertAll(_squares, sum => Math.Sqrt(sum / _count)))
            : throw new InvalidOperationException("no descriptor was added");

    private static void OfRange(DescriptorRows rows, int start, int end, Span<double> mean, Span<double> squares)
    {
        for (int i = start; i < end; i++)
        {
            Span<float> row = rows[i];
            for (int c = 0; c < mean.Length; c++)
                mean[c] += row[c];
        }
        for (int c = 0; c < mean.Length; c++)
            mean[c] /= end - start;
        for (int i = start; i < end; i++)
        {
            Span<float> row = rows[i];
            for (int c = 0; c < mean.Length; c++)
                squares[c] += (row[c] - mean[c]) * (row[c] - mean[c]);
        }
    }

    private void Merge(long count, ReadOnlySpan<double> mean, ReadOnlySpan<double> squares)
    {
        long all = _count + count;
        for (int c = 0; c < mean.Length; c++)
        {
            double shift = mean[c] - _mean[c];
            _mean[c] += shift * count / all;
            _squares[c] += squares[c] + (shift * shift * _count / all * count);
        }
        _count = all;
    }
}
