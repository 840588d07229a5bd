namespace Pipeline3D.Detection.VariationModel;

/// <summary>Mean and deviation of every cell over many samples, each looked at once.</summary>
/// <remarks>Sources: Welford 1962 for one sample at a time; Chan, Golub and LeVeque 1983 for parts. In double. The
/// deviation is that of the population: the samples are all there is.</remarks>
/// <param name="cells">Cells of a sample.</param>
internal sealed class CellStatistics(int cells)
{
    private readonly double[] _mean = new double[cells], _squares = new double[cells];

    /// <summary>Samples so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a sample.</summary>
    /// <param name="sample">Shape [cells].</param>
    /// <exception cref="ArgumentException">It has another number of cells.</exception>
    public void Add(ReadOnlySpan<float> sample)
    {
        Require(sample.Length);
        Count++;
        for (int i = 0; i < _mean.Length; i++)
        {
            double from = sample[i] - _mean[i];
            _mean[i] += from / Count;
            _squares[i] += from * (sample[i] - _mean[i]);
        }
    }

    /// <summary>Adds what another has seen.</summary>
    /// <exception cref="ArgumentException">It has another number of cells.</exception>
    public void Merge(CellStatistics other)
    {
        Require(other._mean.Length);
        if (other.Count == 0)
            return;
        long count = Count + other.Count;
        double share = (double)other.Count / count, between = Count * share;
        for (int i = 0; i < _mean.Length; i++)
        {
            double apart = other._mean[i] - _mean[i];
            _mean[i] += apart * share;
            _squares[i] += other._squares[i] + (apart * apart * between);
        }
        Count = count;
    }

    /// <summary>Mean of each cell.</summary>
    public float[] Mean() => Array.ConvertAll(_mean, value => (float)value);

    /// <summary>Deviation of each cell; 0 before the first sample.</summary>
    public float[] Deviation() => Array.ConvertAll(_squares, sum => (float)Math.Sqrt(sum / Math.Max(Count, 1)));

    /// <summary>How many deviations a sample lies from the mean, cell by cell.</summary>
    /// <param name="sample">Shape [cells].</param>
    /// <param name="mean">Of each cell.</param>
    /// <param name="deviation">Of each cell.</param>
    /// <param name="epsilon">Added to deviations, above 0, so that a cell that never changed has a score, too.</param>
    public static float[] Score(ReadOnlySpan<float> sample, ReadOnlySpan<float> mean, ReadOnlySpan<float> deviation,
        double epsilon)
    {
        var scores = new float[sample.Length];
        for (int i = 0; i < scores.Length; i++)
            scores[i] = Score(sample[i], mean[i], deviation[i], epsilon);
        return scores;
    }

    /// <summary>The same of one cell.</summary>
    public static float Score(float value, float mean, float deviation, double epsilon)
        => (float)(Math.Abs((double)value - mean) / (deviation + epsilon));

    private void Require(int count)
    {
        if (count != _mean.Length)
            throw new ArgumentException($"{count} cells were given where there are {_mean.Length}", nameof(count));
    }
}
