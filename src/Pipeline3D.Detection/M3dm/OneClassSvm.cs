namespace Pipeline3D.Detection.M3dm;

/// <summary>A linear one-class support vector machine that was learnt by stochastic gradient descent.</summary>
/// <remarks>Source: sklearn 1.x, SGDOneClassSVM with its defaults, which M3DM calls: hinge loss, L2 decay, its "optimal"
/// steps, samples in an order that its own generator shuffles again before every epoch. All in double: the steps of
/// the first samples are large, and float32 leaves another model. Scores are w.x alone, so the offset is told but
/// changes no ranking.</remarks>
/// <param name="Weights">Shape [d].</param>
/// <param name="Offset">What <c>Weights.x</c> is compared with.</param>
/// <param name="Epochs">Epochs until the loss no longer fell.</param>
internal sealed record OneClassSvm(double[] Weights, double Offset, int Epochs)
{
    private const double Nu = 0.5, Tolerance = 1e-3;
    private const int EpochsLimit = 1000, Patience = 5;
    private const uint ShuffleSeed = 1608637542;

    /// <summary>Learns weights.</summary>
    /// <param name="samples">Shape [n, d], row-major; finite.</param>
    /// <param name="columns">Numbers of a sample d.</param>
    /// <param name="stop">Ends the work between epochs.</param>
    /// <exception cref="ArgumentException">There is no sample, or none is whole.</exception>
    public static OneClassSvm Fit(ReadOnlySpan<float> samples, int columns, CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (samples.IsEmpty || samples.Length % columns != 0)
            throw new ArgumentException($"{samples.Length} numbers are no whole samples of {columns}, at least one",
                nameof(samples));
        const double alpha = Nu / 2;
        int count = samples.Length / columns;
        // The derivative of the hinge loss is -1 where it is taken, so the first step is alpha^(-1/4).
        double first = Math.Pow(alpha, -0.25), t0 = 1 / (first * alpha), best = double.PositiveInfinity, bias = 1;
        var weights = new double[columns];
        int[] order = [.. Enumerable.Range(0, count)];
        int worse = 0, epoch = 0;
        for (long t = 1; epoch < EpochsLimit && worse < Patience; epoch++)
        {
            stop.ThrowIfCancellationRequested();
            Shuffle(order);
            double loss = 0;
            foreach (int sample in order)
            {
                ReadOnlySpan<float> x = samples.Slice(sample * columns, columns);
                double margin = Dot(weights, x) + bias, eta = 1 / (alpha * (t0 + t - 1));
                loss += Math.Max(0, 1 - margin);
                double keep = Math.Max(0, 1 - (eta * alpha)), step = margin <= 1 ? eta : 0;
                for (int i = 0; i < columns; i++)
                    weights[i] = (keep * weights[i]) + (step * x[i]);
                bias += step - (2 * eta * alpha);
                t++;
            }
            worse = loss > best - (Tolerance * count) ? worse + 1 : 0;
            best = Math.Min(best, loss);
        }
        return new OneClassSvm(weights, 1 - bias, epoch);
    }

    /// <summary>The score of a sample, <c>Weights.x</c>; higher = more like the samples of the fit, which for scores of
    /// normal scans means larger scores.</summary>
    public double Score(ReadOnlySpan<float> sample) => Dot(Weights, sample);

    private static double Dot(ReadOnlySpan<double> weights, ReadOnlySpan<float> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += weights[i] * x[i];
        return sum;
    }

    // In place, each epoch from the order of the one before, by the same draws.
    private static void Shuffle(int[] order)
    {
        uint state = ShuffleSeed;
        for (int i = 0; i < order.Length - 1; i++)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            int other = i + (int)((state & int.MaxValue) % (uint)(order.Length - i));
            (order[i], order[other]) = (order[other], order[i]);
        }
    }
}
